import { textOf } from '../assembly';
import type { Assembly, StackTemplate, TemplateResource } from '../assembly';

/** Region and name of a vault whose ARN is spelled out; undefined where it is a reference. */
export function addressOf(arn: unknown): { region: string; account: string; name: string } | undefined {
  const match = /^arn:[^:]+:backup:([^:]+):([^:]+):backup-vault:(.+)$/.exec(textOf(arn));
  return match ? { region: match[1]!, account: match[2]!, name: match[3]! } : undefined;
}

/** The vault that an ARN or a reference stands for, wherever in the app it is. */
export function vaultAt(arn: unknown, from: StackTemplate, assembly: Assembly): TemplateResource | undefined {
  const address = addressOf(arn);
  if (!address) return assembly.target(arn, from);
  return assembly.resources.find(
    ({ type, properties, stack }) =>
      type === 'AWS::Backup::BackupVault' &&
      properties.BackupVaultName === address.name &&
      stack.location.region === address.region &&
      stack.location.account === address.account,
  );
}
