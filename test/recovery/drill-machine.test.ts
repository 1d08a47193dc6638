import { setTimeout } from 'node:timers/promises';
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Template } from 'aws-cdk-lib/assertions';
import { ZipFile } from 'yazl';
import { LATEST_SUCCESS_KEY } from '../../lambda/shared/drill-results';
import { createApp } from '../../lib/platform/app';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { partKey } from '../../worker/storage/layout';
import type { Manifest } from '../../worker/storage/manifest';
import { deployCode, deployFunction } from '../lambda/support/deployed-function';
import { drillStack } from './drill-surroundings';

jest.setTimeout(180_000);

const REGION = 'ap-southeast-4';
const TWIN = 'twin';
const DRILLS = 'drills';

/**
 * What the emulator has not: RDS with secrets of its own, and Fargate. Both stand-ins note what they are asked, the first
 * answers as lambda/manage-drill-server does, and the second as the worker; `control` says what is to go wrong.
 */
const STAND_IN = `
const headers = { authorization: 'AWS4-HMAC-SHA256 Credential=' + process.env.AWS_ACCESS_KEY_ID + '/20260101/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0' };
const at = (key) => process.env.AWS_ENDPOINT_URL + '/${DRILLS}/' + key;
const get = async (key) => { const answer = await fetch(at(key), { headers }); return answer.ok ? answer.text() : undefined; };
const put = (key, body) => fetch(at(key), { method: 'PUT', headers, body });
const remove = (key) => fetch(at(key), { method: 'DELETE', headers });
const fail = (name) => { throw Object.assign(new Error(name), { name }); };
exports.handler = async (event) => {
  const what = event.step ?? 'restore';
  await put('asked', ((await get('asked')) ?? '') + what + ' ');
  const broken = (await get('control')) ?? '';
  if (what === 'clear') {
    if ((await get('server')) === undefined) return { cleared: 'server' };
    await remove('server');
    fail('NotYet');
  }
  if (what === 'make') {
    if (broken === 'make') fail('ServerFailed');
    if ((await get('server')) === undefined) { await put('server', 'there'); fail('NotYet'); }
    return { host: 'drill.example', port: 15432, secret: 'arn:secret' };
  }
  if (broken === 'worker') fail('TaskKilled');
  const job = JSON.parse(await get(event.job.split('/').slice(3).join('/')));
  const snapshotAt = new Date(Date.now() - 3600000).toISOString();
  const lines = job.sites.map(({ id }) => JSON.stringify(broken === id
    ? { site: id, outcome: 'failed', error: { kind: 'BackupDamaged', message: 'cut short' }, exitCode: 14 }
    : { site: id, outcome: 'done', result: { backup: '2026-07-21-1-night', snapshotAt, seconds: 2 } }));
  await put(event.outcomes.split('/').slice(3).join('/'), lines.join('\\n'));
  if (job.sites.some(({ id }) => id === broken)) fail('TaskFailed');
};`;

let aws: EmbeddedAws;
let s3: S3Client;
let states: SFNClient;
let machine: string;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: REGION, account: '111122223333', settings: { SFN_WAIT_SCALE: '0.001' } });
  s3 = new S3Client(aws.client());
  states = new SFNClient(aws.client());
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  for (const Bucket of [TWIN, DRILLS]) await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  for (const site of ['acme-wines', 'bold-wines']) {
    const Key = partKey(site, '2026-07-21-1-night', 'manifest');
    await s3.send(new PutObjectCommand({ Bucket: TWIN, Key, Body: JSON.stringify(manifestOf(site)) }));
  }
  machine = await deployMachine();
});
afterAll(() => aws.stop());
beforeEach(async () => {
  for (const Key of ['asked', 'control']) await s3.send(new DeleteObjectCommand({ Bucket: DRILLS, Key }));
});

function manifestOf(site: string): Manifest {
  const part = { bytes: 1, sha256: '0'.repeat(64), versions: {} };
  const at = new Date().toISOString();
  const backup = '2026-07-21-1-night';
  return {
    ...{ format: 1, site, backup, localDate: '2026-07-21', run: 'night', slot: 'daily', timeZone: 'Australia/Sydney' },
    ...{ startedAt: at, finishedAt: at, snapshotAt: at, applicationVersion: '7.4.1' },
    postgres: { server: '18.3', tools: '18.3' },
    homeRegion: 'ap-southeast-2',
    recoveryRegion: REGION,
    encryption: { context: { site, backup }, keys: {} },
    configuration: part,
    database: { ...part, plain: { bytes: 1, sha256: part.sha256 }, bytesOnServer: 1 },
    rows: {},
    attachments: {
      ...part,
      ...{ included: true, because: 'small', set: { backup, localDate: '2026-07-21', run: 'night' }, count: 0 },
      contentBytes: 0,
    },
  };
}

/** The machine as it is deployed, with its own functions but for the two stand-ins. */
async function deployMachine(): Promise<string> {
  const template = Template.fromStack(drillStack(createApp()));
  const bucket = { DRILLS_BUCKET: DRILLS };
  const home = { region: REGION, siteBackups: TWIN, attachments: 'attachments' };
  const common = { platform: 'cordon', environment: 'production', home, leases: DRILLS };
  const standIn = await deployStandIn();
  const functions: Record<string, string> = {
    'manage-drill-server': standIn,
    'plan-drill': await deployFunction(aws, 'plan-drill', { ...bucket, JOB_COMMON: JSON.stringify(common) }),
    'record-drill': await deployFunction(aws, 'record-drill', {
      ...bucket,
      HOME_REGION: 'ap-southeast-2',
      RECOVERY_REGION: REGION,
    }),
  };
  const descriptions: Record<string, string> = {
    Makes: 'manage-drill-server',
    Plans: 'plan-drill',
    Records: 'record-drill',
  };
  const arns = new Map(
    Object.entries(template.findResources('AWS::Lambda::Function')).map(([id, { Properties }]) => [
      id,
      functions[descriptions[String(Properties.Description).split(' ')[0]!] ?? ''],
    ]),
  );
  const [resource] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  const [, parts] = (resource!.Properties.DefinitionString as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
  const resolved = parts.map((part) => {
    if (typeof part === 'string') return part;
    const [id = ''] = (part as { 'Fn::GetAtt'?: string[] })['Fn::GetAtt'] ?? [];
    return arns.get(id) ?? (JSON.stringify(part).includes('AWS::Partition') ? 'aws' : 'elsewhere');
  });
  // The emulator gives every error of a function the same name; so a few attempts have to do for all of them.
  const notYet = '"ErrorEquals":["NotYet"],"IntervalSeconds":60,"MaxAttempts":60';
  const anyError = '"ErrorEquals":["Runtime.HandlerError"],"IntervalSeconds":60,"MaxAttempts":2';
  const text = resolved.join('');
  expect(text.split(notYet)).toHaveLength(4);
  const definition = JSON.parse(text.replaceAll(notYet, anyError)) as { States: Record<string, object> };
  Object.assign(definition.States['Restore and compare']!, {
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: standIn, Payload: { 'job.$': '$.step.job', 'outcomes.$': '$.step.outcomes' } },
  });
  const roleArn = `arn:aws:iam::${aws.account}:role/drill`;
  const made = await states.send(
    new CreateStateMachineCommand({ name: 'drill', definition: JSON.stringify(definition), roleArn }),
  );
  return made.stateMachineArn!;
}

function deployStandIn(): Promise<string> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from(STAND_IN), 'index.js');
  return deployCode(aws, 'stand-in', zip);
}

async function put(Key: string, Body: string): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: DRILLS, Key, Body }));
}

async function text(Key: string): Promise<string | undefined> {
  try {
    return await (await s3.send(new GetObjectCommand({ Bucket: DRILLS, Key }))).Body?.transformToString();
  } catch (error) {
    if ((error as Error).name === 'NoSuchKey') return undefined;
    throw error;
  }
}

/** Holds a drill. @param broken what goes wrong in it; by default nothing does */
async function hold(name: string, broken = 'nothing') {
  await put('control', broken);
  const start = new StartExecutionCommand({ stateMachineArn: machine, name, input: '{}' });
  const { executionArn } = await states.send(start);
  for (;;) {
    const { status, error, cause } = await states.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: DRILLS, Prefix: 'results/' }));
      const key = Contents.map(({ Key }) => Key!).find((one) => one.endsWith(`-${name}.json`));
      const result = key === undefined ? undefined : (JSON.parse((await text(key)) ?? '') as object);
      return { status, error, cause, result, asked: (await text('asked'))?.trim(), server: await text('server') };
    }
    await setTimeout(100);
  }
}

/** Asked once more until it is there, or gone. */
const MADE = 'make make';
const CLEARED = 'clear clear';

describe('a recovery drill on the machine as it is deployed (DR-04)', () => {
  test('that goes well makes a server, restores, records, deletes it and succeeds', async () => {
    const { status, asked, server, result } = await hold('well');
    expect({ status, asked, server }).toEqual({
      status: 'SUCCEEDED',
      asked: `clear ${MADE} restore ${CLEARED}`,
      server: undefined,
    });
    expect(result).toMatchObject({ kind: 'drill', region: 'ap-southeast-2', recoveryRegion: REGION, met: true });
    expect((result as { sites: object[] }).sites).toHaveLength(2);
    expect(JSON.parse((await text(LATEST_SUCCESS_KEY)) ?? '')).toMatchObject({ execution: 'well' });
  });

  test('deletes first what an interrupted one has left', async () => {
    await put('server', 'left');
    expect(await hold('left')).toMatchObject({
      status: 'SUCCEEDED',
      asked: `${CLEARED} ${MADE} restore ${CLEARED}`,
      server: undefined,
    });
  });

  test.each([
    ['site', 'bold-wines', `clear ${MADE} restore restore restore ${CLEARED}`, /could not be restored: bold-wines/],
    ['worker', 'worker', `clear ${MADE} restore restore restore ${CLEARED}`, /TaskKilled/],
    ['server', 'make', 'clear make make make clear', /ServerFailed/],
  ])('whose %s fails deletes its server, says why, and fails', async (name, broken, asked, why) => {
    const held = await hold(`failing-${name}`, broken);
    expect(held).toMatchObject({ status: 'FAILED', error: 'RecoveryDrillFailed', asked, result: { met: false } });
    expect(held.cause).toMatch(why);
    expect(held.server).toBeUndefined();
    expect(JSON.parse((await text(LATEST_SUCCESS_KEY)) ?? '')).not.toMatchObject({ execution: `failing-${name}` });
  });
});
