import { verdict } from '../rule';
import type { Rule } from '../rule';
import { allowedBy, allows, IDENTITY_POLICIES } from './identity-policies';
import type { IdentityStatement } from './identity-policies';

/** Calls by which the data of a site can be read, if one may use its key or has the secret of its database. */
const READS_KEYS = ['kms:Decrypt', 'kms:ReEncryptFrom', 'kms:CreateGrant'];
const READS_SECRETS = ['secretsmanager:GetSecretValue'];

/** Conditions that say which of all keys are meant: those of sites, those of one site, or those of one service. */
const CHOOSE_KEYS = ['kms:resourcealiases', 'kms:viaservice'];
const CHOOSE_BY_TAG = /^(aws:resourcetag\/|kms:encryptioncontext:)/;

export const sitesApart: Rule = {
  id: 'TN-02.SitesApart',
  keeps: ['TN-02', 'TN-01'],
  statement: 'No program may use every key or read every secret: each names those that its work is about.',
  types: IDENTITY_POLICIES,
  judge(resource) {
    // What people may do is a matrix of its own (ID-07), break-glass included.
    if (resource.stack.stage.endsWith('-account')) return undefined;
    const statements = allowedBy(resource).filter(readsAny);
    if (statements.length === 0) return undefined;
    return verdict(Object.fromEntries(statements.map((statement) => [statement.path, problem(statement)])));
  },
};

function readsAny(statement: IdentityStatement): boolean {
  return [...READS_KEYS, ...READS_SECRETS].some((call) => allows([statement], call));
}

function problem(statement: IdentityStatement): string | undefined {
  const { resources, conditions } = statement;
  const reads = (calls: readonly string[]) => calls.find((call) => allows([statement], call));
  const key = reads(READS_KEYS);
  const chosen = [...conditions.keys()].some((name) => CHOOSE_KEYS.includes(name) || CHOOSE_BY_TAG.test(name));
  if (key && !chosen && resources.some((arn) => arn === '*' || /:(key\/)?\*$/.test(arn)))
    return `allows ${key} with every key; name the key, or choose keys by kms:ResourceAliases or kms:ViaService`;
  const secret = reads(READS_SECRETS);
  if (secret && resources.some((arn) => arn === '*' || /:secret:\*$/.test(arn)))
    return `allows ${secret} of every secret; begin the name with its environment and what it is for`;
  return undefined;
}
