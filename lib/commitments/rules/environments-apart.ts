import { DELIVERY } from '../../config/delivery';
import type { Assembly } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { allowedBy, IDENTITY_POLICIES } from './identity-policies';
import type { IdentityStatement } from './identity-policies';

/** What filling a copy takes: it is written and encrypted elsewhere, and nothing else there is touched (D20). */
const FILLS_COPIES = [
  ...['GetObject', 'PutObject', 'PutObjectTagging', 'AbortMultipartUpload'].map((call) => `s3:${call}`),
  ...['ListBucket', 'ListBucketVersions'].map((call) => `s3:${call}`),
  ...['Encrypt', 'GenerateDataKey', 'DescribeKey'].map((call) => `kms:${call}`),
];

/** The roles by which the pipeline comes into an account; what they trust and do is judged where they are. */
const DELIVERY_ROLE = /^arn:aws:iam::\d{12}:role\/[a-z0-9-]+-delivery-(deploy|compare)$/;

/** @param production environments out of which copies are filled */
export function environmentsApart(production: readonly string[]): Rule {
  return {
    id: 'TN-07.EnvironmentsApart',
    keeps: ['TN-07'],
    statement:
      'No identity reaches another environment, but for production, which stores copies of its sites there, and the pipeline.',
    types: IDENTITY_POLICIES,
    judge(resource, assembly) {
      const { environment, location } = resource.stack;
      const others = new Set([...accountsOf(assembly)].filter((account) => account !== location.account));
      const checks = allowedBy(resource).map((statement): [string, string | undefined] => [
        statement.path,
        environment === DELIVERY && delivers(statement)
          ? undefined
          : problem(statement, others, production.includes(environment)),
      ]);
      return checks.length === 0 ? undefined : verdict(Object.fromEntries(checks));
    },
  };
}

function delivers({ actions, resources }: IdentityStatement): boolean {
  return actions.every((action) => action === 'sts:AssumeRole') && resources.every((arn) => DELIVERY_ROLE.test(arn));
}

function problem(
  { actions, resources, conditions }: IdentityStatement,
  others: ReadonlySet<string>,
  fillsCopies: boolean,
): string | undefined {
  const foreign = resources.flatMap((arn) => (arn.match(/\b\d{12}\b/g) ?? []).filter((account) => others.has(account)));
  if (foreign.length === 0) return undefined;
  const remedy = 'data leaves production by filling copies, and nothing comes back; remove it';
  const where = `account ${[...new Set(foreign)].join(', ')}, which is another environment’s`;
  if (!fillsCopies) return `reaches ${where}; ${remedy}`;
  // For S3 alone: it puts the parts of an upload together.
  const decryptsForS3 = (conditions.get('kms:viaservice') ?? []).every((service) => service.startsWith('s3.'));
  const viaS3 = conditions.has('kms:viaservice') && decryptsForS3 ? ['kms:Decrypt'] : [];
  const too = actions.filter((action) => ![...FILLS_COPIES, ...viaS3].includes(action));
  return too.length === 0 ? undefined : `allows ${too.join(', ')} in ${where}; ${remedy}`;
}

const accountsIn = new WeakMap<Assembly, ReadonlySet<string>>();

/** Accounts of the platform. */
function accountsOf(assembly: Assembly): ReadonlySet<string> {
  const known = accountsIn.get(assembly);
  if (known) return known;
  const accounts = new Set(assembly.stacks.map(({ location }) => location.account));
  accountsIn.set(assembly, accounts);
  return accounts;
}
