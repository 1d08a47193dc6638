import type { App } from 'aws-cdk-lib';
import { acknowledgementProblems } from '../../lib/commitments/acknowledgements';
import { Assembly } from '../../lib/commitments/assembly';
import type { StackTemplate, TemplateResource } from '../../lib/commitments/assembly';
import { addChecks } from '../../lib/commitments/checks';
import { oversized } from '../../lib/commitments/invariants';
import { readReport } from '../../lib/commitments/report';
import { commitmentProps } from '../../lib/commitments/rules';
import { isStateful } from '../../lib/commitments/rules/data-outlives-stack';
import { roleArn, siteRotationRoleArn, siteWorkerRoleArns } from '../../lib/platform/names';
import { administratorMay, withArn } from '../backup/simulation';
import { melbourne, sydney } from '../support/place';
import { doubleNames, namesOf } from './names';
import { pair, synthesize } from './pairs';

jest.setTimeout(600_000);

const HOME = 'production-ap-southeast-2';
const RECOVERY = 'production-ap-southeast-4';

const standby = synthesize(pair(sydney.region, 'standby')).assembly;
const platform = pair(sydney.region, 'active');
/** Under every check, the built-in ones of CloudFormation included. */
const checked = (() => {
  process.env.CDK_VALIDATION = 'true';
  let created: App | undefined;
  const synthesized = synthesize(platform, (app) => {
    created = app;
    addChecks(app, commitmentProps(platform.config));
  });
  return { app: created!, ...synthesized };
})();
const active = checked.assembly;

const stacksOf = (assembly: Assembly, stage: string): StackTemplate[] =>
  assembly.stacks.filter((stack) => stack.stage === stage);
const named = (assembly: Assembly, path: string): StackTemplate =>
  assembly.stacks.find(({ location }) => location.path === path)!;
const ofType = (stack: StackTemplate, type: string): TemplateResource[] =>
  [...stack.resources.values()].filter((resource) => resource.type === type);

describe('a recovery region that has become active (DR-02, DR-03)', () => {
  test('passes every check, and answers for nothing that no check finds', () => {
    expect(readReport(checked.folder).findings).toEqual([]);
    expect(acknowledgementProblems(checked.app, checked.folder)).toEqual([]);
    expect(oversized(active)).toEqual([]);
  });

  test('has every stack of the home region beside those of the shell, but for the name of one', () => {
    const stacks = (assembly: Assembly, stage: string) =>
      stacksOf(assembly, stage).map(({ location }) => location.path.split('/')[1]!);
    const expected = [...stacks(standby, HOME), ...stacks(standby, RECOVERY), 'incident-desk'];
    expect(stacks(active, RECOVERY).sort()).toEqual([...new Set(expected)].sort());
  });

  test('gives no name to two things', () => {
    const production = new Assembly(active.stacks.filter(({ environment }) => environment === 'production'));
    expect(namesOf(production).length).toBeGreaterThan(100);
    expect(doubleNames(production)).toEqual([]);
  });
});

describe('from standby to active and back (DR-02)', () => {
  test('nothing that holds data is replaced, nor changed, in either region', () => {
    const held = stateful(standby);
    const after = stateful(active);
    expect(held.size).toBeGreaterThan(60);
    for (const [id, properties] of held) expect({ [id]: after.get(id) }).toEqual({ [id]: properties });
  });

  test('in the lost region only the bucket of site backups changes, once it can be deployed: nothing waits for it', () => {
    const changed = stacksOf(standby, HOME).filter(({ location, text }) => named(active, location.path).text !== text);
    expect(changed.map(({ location }) => location.path)).toEqual([`${HOME}/backup`]);
    const differing = [...changed[0]!.resources].filter(
      ([id, resource]) =>
        JSON.stringify(resource.properties) !==
        JSON.stringify(named(active, `${HOME}/backup`).resources.get(id)?.properties),
    );
    expect(differing.map(([, { type }]) => type)).toEqual(['AWS::S3::BucketPolicy']);
  });

  test('the account’s own stacks stay as they are', () => {
    for (const { location, text } of stacksOf(standby, 'production-account'))
      expect(named(active, location.path).text).toBe(text);
  });
});

describe.each([
  ['home', `${HOME}/backup`, sydney],
  ['recovery', `${RECOVERY}/recovery`, melbourne],
] as const)('the bucket of site backups in the %s region, once the sites run in the other one', (_, path, place) => {
  const arn = `arn:aws:s3:::cordon-production-site-backups-111111111111-${place.region}`;
  const may = (assembly: Assembly, principal: string, action: string): Promise<boolean> => {
    const stack = named(assembly, path);
    const [bucket] = ofType(stack, 'AWS::S3::Bucket').filter(({ properties }) =>
      String(properties.BucketName).includes('site-backups'),
    );
    const [policy] = ofType(stack, 'AWS::S3::BucketPolicy').filter(
      ({ properties }) => (properties.Bucket as { Ref: string }).Ref === bucket!.logicalId,
    );
    return administratorMay({
      principal,
      action,
      resource: `${arn}/sites/acme/2026-11-22/database.dump`,
      policy: withArn(policy!.properties.PolicyDocument, arn),
      context: { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' },
    });
  };

  test.each(siteWorkerRoleArns(sydney))(
    'takes nothing from %s, which would back up what is old (DR-01)',
    async (role) => {
      await expect(may(standby, role, 's3:PutObject')).resolves.toBe(true);
      await expect(may(active, role, 's3:PutObject')).resolves.toBe(false);
    },
  );

  test.each(siteWorkerRoleArns(melbourne))('takes backups from %s', async (role) => {
    await expect(may(active, role, 's3:PutObject')).resolves.toBe(true);
  });

  test('lets the rotation of the running region delete, and no other (D17)', async () => {
    const [home, recovery] = [sydney, melbourne].map(siteRotationRoleArn) as [string, string];
    await expect(may(standby, home, 's3:DeleteObject')).resolves.toBe(true);
    await expect(may(standby, recovery, 's3:DeleteObject')).resolves.toBe(false);
    await expect(may(active, home, 's3:DeleteObject')).resolves.toBe(false);
    await expect(may(active, recovery, 's3:DeleteObject')).resolves.toBe(true);
    await expect(may(active, roleArn(melbourne, 'operator'), 's3:DeleteObject')).resolves.toBe(false);
  });
});

describe('the sites’ host names (AV-03)', () => {
  const records = (stage: string) =>
    stacksOf(active, stage).flatMap((stack) =>
      ofType(stack, 'AWS::Route53::RecordSet').map(({ properties }) => properties as unknown as RecordSet),
    );
  const sites = (stage: string) => records(stage).find(({ Name }) => Name === '*.au.vinefield.example.')!;
  const checkOf = (stage: string) =>
    active.target(sites(stage).HealthCheckId, named(active, `${stage}/web`))?.properties.HealthCheckConfig;

  test('lead to the home region while it is healthy, and to the recovery region then', () => {
    expect(sites(HOME)).toMatchObject({ Failover: 'PRIMARY', AliasTarget: { EvaluateTargetHealth: true } });
    expect(sites(RECOVERY)).toMatchObject({ Failover: 'SECONDARY', AliasTarget: { EvaluateTargetHealth: true } });
    expect(sites(HOME).SetIdentifier).not.toBe(sites(RECOVERY).SetIdentifier);
    expect(sites(HOME).HostedZoneId).toBe(sites(RECOVERY).HostedZoneId);
  });

  test.each([
    [HOME, 'ap-southeast-2.au.vinefield.example'],
    [RECOVERY, 'ap-southeast-4.au.vinefield.example'],
  ])('depend in %s on the answer of that region alone, by a name that never leads elsewhere', (stage, host) => {
    expect(checkOf(stage)).toMatchObject({
      Type: 'HTTPS',
      FullyQualifiedDomainName: host,
      ResourcePath: '/health',
      EnableSNI: true,
    });
    const [own] = records(stage).filter(({ Name }) => Name === `${host}.`);
    expect(own).toMatchObject({ AliasTarget: { DNSName: (sites(stage).AliasTarget as { DNSName: unknown }).DNSName } });
    expect(own!.Failover).toBeUndefined();
  });

  test('are ready before anything is lost: the home region’s record needs no change', () => {
    expect(named(standby, `${HOME}/web`).text).toBe(named(active, `${HOME}/web`).text);
  });

  test('have no record that both regions would write', () => {
    const keys = [HOME, RECOVERY].flatMap((stage) =>
      records(stage)
        .filter(({ Name }) => typeof Name === 'string')
        .map(({ HostedZoneId, Name, Type, SetIdentifier }) =>
          [JSON.stringify(HostedZoneId), Name, Type, SetIdentifier].join(' '),
        ),
    );
    // A zone of its own in the VPC may have the same names.
    const shared = keys.filter((key) => key.startsWith('"Z0EXAMPLEPRODAU"'));
    expect(shared.length).toBeGreaterThan(5);
    expect(new Set(shared).size).toBe(shared.length);
  });
});

interface RecordSet {
  readonly Name: unknown;
  readonly Type: string;
  readonly HostedZoneId: unknown;
  readonly Failover?: string;
  readonly SetIdentifier?: string;
  readonly HealthCheckId?: unknown;
  readonly AliasTarget?: unknown;
}

/** What holds data, by where it is, with all of its properties, but for the tag by which its records are shipped (LG-09). */
function stateful(assembly: Assembly): Map<string, unknown> {
  return new Map(
    assembly.resources.filter(isStateful).map(({ stack, type, logicalId, properties }) => {
      const tags = (properties.Tags ?? []) as readonly { readonly Key?: string }[];
      const kept = { ...properties, Tags: tags.filter(({ Key }) => Key !== 'cordon:data') };
      return [`${stack.location.path} ${type} ${logicalId}`, kept];
    }),
  );
}
