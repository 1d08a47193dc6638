import { verdict } from '../rule';
import type { Rule } from '../rule';
import { allowedBy, allows, IDENTITY_POLICIES } from './identity-policies';
import type { IdentityStatement } from './identity-policies';

export const siteTagged: Rule = {
  id: 'TN-03.SiteTagged',
  keeps: ['TN-03'],
  statement: 'Whatever is made for a site bears its identifier: keys as a tag, secrets in their name.',
  types: IDENTITY_POLICIES,
  judge(resource) {
    // What people may do is a matrix of its own (ID-07), break-glass included.
    if (resource.stack.stage.endsWith('-account')) return undefined;
    const statements = allowedBy(resource).filter(
      (statement) =>
        allows([statement], 'kms:CreateKey') ||
        (allows([statement], 'secretsmanager:CreateSecret') && !statement.resources.every(ofServer)),
    );
    if (statements.length === 0) return undefined;
    return verdict(Object.fromEntries(statements.map((statement) => [statement.path, problem(statement)])));
  },
};

/** RDS names the secret of a server's master user itself, and no other secret may be named so. */
function ofServer(arn: string): boolean {
  return /:secret:rds!db-\*$/.test(arn);
}

function problem(statement: IdentityStatement): string | undefined {
  // `Null` with `false`: the request must have the tag.
  const tagged = statement.conditions.get('aws:requesttag/site')?.includes('false');
  if (allows([statement], 'kms:CreateKey') && !tagged)
    return 'allows keys of no site to be made; add the condition Null aws:RequestTag/site: false';
  const unnamed = statement.resources.filter((arn) => !/:secret:[^*]+\/site\/\*$/.test(arn));
  if (allows([statement], 'secretsmanager:CreateSecret') && unnamed.length > 0)
    return `allows secrets of no site to be made as ${unnamed.join(', ')}; end the ARN with <platform>/<environment>/site/*`;
  return undefined;
}
