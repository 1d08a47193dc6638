import { textOf } from '../assembly';
import type { Assembly, Properties, StackTemplate } from '../assembly';

/** What is wrong with a setting that names the key something is encrypted by; nothing if that is one of ours. */
export function keyProblem(value: unknown, from: StackTemplate, assembly: Assembly): string | undefined {
  if (value === undefined || value === null || value === '') return 'is missing; name a CustomerManagedKey';
  if (typeof value === 'string') {
    return /(^|[:/])alias\/aws\//.test(value) ? `is ${value}, a key of AWS; name a CustomerManagedKey` : undefined;
  }
  if (assembly.target(value, from)?.type === 'AWS::KMS::Key') return undefined;
  return `is ${textOf(value)}, which is no key of this app; name a CustomerManagedKey`;
}

/** What stands at a path of properties, such as `SSESpecification.KMSMasterKeyId`. */
export function valueAt(properties: Properties, path: string): unknown {
  return path.split('.').reduce<unknown>((value, name) => (value as Properties | undefined)?.[name], properties);
}
