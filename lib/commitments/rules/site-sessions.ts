import type { Assembly, TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { present } from '../rule';
import { covers, statementsOf } from './policy-statements';
import type { Statement } from './policy-statements';
import { isHome } from './stages';
import { ROLE } from './staff-role';

/** Seconds that a look at a site lasts at the most; also what IAM takes where nothing is said. */
const LONGEST = 3600;
const SITE = '${aws:PrincipalTag/site}';

export const siteSessions = present({
  id: 'ID-08.SiteSessions',
  keeps: ['ID-08', 'LG-06'],
  statement:
    'Support sees a site through a role that one function takes, for a named person and one site, for an hour at the most.',
  types: [ROLE],
  where: isHome,
  needs:
    'a role that reads the one site its session is tagged with, and that the function which records it takes; use SiteAccess',
  is: (role, assembly) => {
    const { MaxSessionDuration: seconds = LONGEST } = role.properties as { MaxSessionDuration?: number };
    const ways = statementsOf(role.properties.AssumeRolePolicyDocument).filter((one) => covers(one, 'sts:AssumeRole'));
    return (
      seconds <= LONGEST &&
      ways.length > 0 &&
      ways.every((way) => namesPersonAndSite(way) && takenByOneRole(way, role, assembly)) &&
      readsOneSite(role)
    );
  },
});

function namesPersonAndSite({ Condition }: Statement): boolean {
  const { 'sts:SourceIdentity': person, 'aws:RequestTag/site': site } = Condition?.StringLike ?? {};
  return person === '?*' && site === '?*';
}

function takenByOneRole({ Principal }: Statement, { stack }: TemplateResource, assembly: Assembly): boolean {
  if (typeof Principal !== 'object') return false;
  return Object.keys(Principal).join() === 'AWS' && assembly.target(Principal.AWS, stack)?.type === ROLE;
}

/** Whether all objects that its policies let it read lie in the folder of the session's site. */
function readsOneSite({ stack, logicalId }: TemplateResource): boolean {
  const reads = [...stack.resources.values()]
    .filter(({ type, properties }) => type === 'AWS::IAM::Policy' && attached(properties.Roles, logicalId))
    .flatMap(({ properties }) => statementsOf(properties.PolicyDocument))
    .filter((statement) => statement.Effect === 'Allow' && covers(statement, 's3:GetObject'));
  const folders = reads.flatMap(({ Resource }) => [Resource].flat().map((part) => textOf(part)));
  return folders.length > 0 && folders.every((folder) => folder.endsWith(`/${SITE}/*`));
}

function attached(roles: unknown, logicalId: string): boolean {
  return Array.isArray(roles) && roles.some((role) => (role as { Ref?: string }).Ref === logicalId);
}
