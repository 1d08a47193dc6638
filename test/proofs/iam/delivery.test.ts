import { DELIVERY, deliveryPlace, needsApproval } from '../../../lib/config/delivery';
import {
  approverRoleName,
  bootstrapRoleArn,
  bucketArn,
  deliveryBuildRoleName,
  deliveryExternalId,
  deliveryRoleName,
  pipelineName,
} from '../../../lib/platform/names';
import type { DeliveryAccess } from '../../../lib/platform/names';
import { examplePolicies } from '../../support/policies/platform-policies';
import type { Role } from '../../support/policies/platform-policies';
import { administrator, asked, roleMay } from './calls';
import type { Actor, Call } from './calls';
import { environments, platform } from './places';

jest.setTimeout(120_000);

const { roles } = examplePolicies();
const place = deliveryPlace(platform);
const ours = roles.filter(({ environment }) => environment === DELIVERY);

/** The roles by which the pipeline comes into accounts. */
const ways = environments.flatMap((environment) => {
  const there = { platform: platform.name, environment: environment.name };
  const accesses: DeliveryAccess[] = needsApproval(environment) ? ['deploy', 'compare'] : ['deploy'];
  return accesses.map((access) => ({
    access,
    environment,
    name: deliveryRoleName(there, access),
    build: deliveryBuildRoleName(platform.name, environment.name, access),
    externalId: deliveryExternalId(there),
    role: examplePolicies().role(environment.name, deliveryRoleName(there, access)),
  }));
});
type Way = (typeof ways)[number];

const taking = ({ role, externalId }: Way, id: string | undefined = externalId): Call => ({
  action: 'sts:AssumeRole',
  resource: role.arn,
  resourcePolicy: role.trust,
  context: id === undefined ? {} : { 'sts:ExternalId': id },
});
const mayTake = async (actor: Actor, way: Way, id?: string) =>
  (await asked(actor, taking(way, id), way.role)) === 'Allowed';

/** Whoever of these may take a role. */
async function takers(candidates: readonly Role[], way: Way): Promise<string[]> {
  const found: string[] = [];
  for (const candidate of candidates) if (await roleMay(candidate, taking(way), way.role)) found.push(candidate.name);
  return found;
}

describe.each(ways.map((way) => ({ ...way, way })))('$name', ({ way, build, environment }) => {
  test('IR-08: is taken by one build of the pipeline, and by no other role of the platform', async () => {
    expect(await takers(roles, way)).toEqual([build]);
  });

  test('IR-08: is closed to whoever has every right in the delivery account, or in its own', async () => {
    const others = [place.account, environment.account].flatMap((account) => [
      administrator(account),
      administrator(account, `arn:aws:iam::${account}:root`),
      administrator(account, `arn:aws:sts::${account}:assumed-role/administrator/ann`),
    ]);
    for (const other of others) expect([other.arn, await mayTake(other, way)]).toEqual([other.arn, false]);
    expect(await mayTake(administrator(place.account, `arn:aws:iam::${place.account}:role/${build}`), way)).toBe(true);
  });

  test('IR-08: is not taken by mistake for another environment', async () => {
    const builder = administrator(place.account, `arn:aws:iam::${place.account}:role/${build}`);
    expect(await mayTake(builder, way, 'cordon-delivery-other')).toBe(false);
  });
});

describe('in an account that is delivered to', () => {
  const { role, environment } = ways.find(({ access, environment: one }) => access === 'deploy' && needsApproval(one))!;
  const compare = ways.find((way) => way.access === 'compare' && way.environment === environment)!.role;
  const at = { account: environment.account, region: environment.mainRegion };
  const bootstrap = (purpose: Parameters<typeof bootstrapRoleArn>[1]): Call => ({
    action: 'sts:AssumeRole',
    resource: bootstrapRoleArn(at, purpose),
    resourcePolicy: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: `arn:aws:iam::${at.account}:root` },
          Action: 'sts:AssumeRole',
          Resource: '*',
        },
      ],
    },
  });
  const machine = (operation: string, of = environment.name): Call => ({
    action: 'states:StartExecution',
    resource: `arn:aws:states:${at.region}:${at.account}:stateMachine:any`,
    context: { 'aws:ResourceTag/cordon:environment': of, 'aws:ResourceTag/cordon:operation': operation },
  });
  const event = (source: string): Call => ({
    action: 'events:PutEvents',
    resource: `arn:aws:events:${at.region}:${at.account}:event-bus/default`,
    context: { 'events:source': [source], 'events:detail-type': ['Release Deployed'] },
  });

  test('IR-08: what runs before anybody has approved only looks', async () => {
    expect(await roleMay(compare, bootstrap('lookup'), at)).toBe(true);
    for (const purpose of ['deploy', 'file-publishing', 'image-publishing'] as const)
      expect([purpose, await roleMay(compare, bootstrap(purpose), at)]).toEqual([purpose, false]);
  });

  test('IR-08: what deploys starts release snapshots and tells of releases, and does nothing else by itself', async () => {
    for (const call of [
      bootstrap('deploy'),
      bootstrap('image-publishing'),
      machine('release'),
      event('cordon.delivery'),
    ])
      expect([call.action, await roleMay(role, call, at)]).toEqual([call.action, true]);
    const home = { platform: platform.name, environment: environment.name, ...at };
    const others: Call[] = [
      machine('erase'),
      machine('export'),
      machine('release', 'test'),
      event('cordon.sites'),
      { action: 's3:GetObject', resource: `${bucketArn(home, 'site-backups')}/sites/acme/x/database.dump` },
      { action: 'iam:PutRolePolicy', resource: role.arn },
    ];
    for (const call of others) expect([call.action, await roleMay(role, call, at)]).toEqual([call.action, false]);
  });
});

describe('in the account that delivers', () => {
  const { approvers } = platform.config.delivery;
  const pipeline = `arn:aws:codepipeline:${place.region}:${place.account}:${pipelineName(place)}`;
  const roleOf = (group: string) => examplePolicies().role(DELIVERY, approverRoleName(place, group));
  const approving = (group: string): Call => ({
    action: 'codepipeline:PutApprovalResult',
    resource: `${pipeline}/Approve/${group}`,
  });

  test('IR-08: builds are taken by CodeBuild alone, and people come in as approvers alone', () => {
    const kinds = ours.map(({ name, trust }) => [
      name,
      JSON.stringify(trust.Statement.map(({ Principal }) => Principal)),
    ]);
    const builds = kinds.filter(([name]) => /-to-/.test(name!));
    expect(builds.length).toBeGreaterThan(environments.length);
    for (const [, principals] of builds) expect(principals).toBe('[{"Service":"codebuild.amazonaws.com"}]');
    const people = kinds.filter(([, principals]) => /saml-provider|"AWS"/.test(principals!)).map(([name]) => name);
    expect(people.sort()).toEqual(approvers.map(({ group }) => approverRoleName(place, group)).sort());
  });

  test.each(approvers.map(({ group }) => group))(
    'IR-11: an approver of %s approves for that group alone',
    async (group) => {
      for (const { group: other } of approvers)
        expect([other, await roleMay(roleOf(group), approving(other), place)]).toEqual([other, other === group]);
    },
  );

  test.each(approvers.map(({ group }) => group))(
    'IR-11: an approver of %s changes neither the pipeline, nor a build, nor who may do what',
    async (group) => {
      const project = `arn:aws:codebuild:${place.region}:${place.account}:project/any`;
      const code = `arn:aws:lambda:${place.region}:${place.account}:function:any`;
      const calls: Call[] = [
        ...[
          'UpdatePipeline',
          'DeletePipeline',
          'StartPipelineExecution',
          'RollbackStage',
          'OverrideStageCondition',
        ].map((call) => ({ action: `codepipeline:${call}`, resource: pipeline })),
        ...['UpdateProject', 'StartBuild', 'DeleteProject'].map((call) => ({
          action: `codebuild:${call}`,
          resource: project,
        })),
        { action: 'lambda:UpdateFunctionCode', resource: code },
        ...ours.map(({ arn, trust }) => ({ action: 'sts:AssumeRole', resource: arn, resourcePolicy: trust })),
        ...ours.map(({ arn }) => ({ action: 'iam:PutRolePolicy', resource: arn })),
      ];
      const allowed: string[] = [];
      for (const call of calls)
        if (await roleMay(roleOf(group), call, place)) allowed.push(`${call.action} ${call.resource}`);
      expect(allowed).toEqual([]);
    },
  );
});
