import dns from 'node:dns';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { handler } from '../../../lambda/apply-account-settings/handler';
import type { Settings } from '../../../lambda/apply-account-settings/settings';
import { AwsEndpoint } from '../../support/aws-endpoint';
import { FakeAccount } from './fake-account';

const ACCOUNT = '111111111111';
const onAccount: Settings = {
  scope: 'account',
  account: ACCOUNT,
  passwordPolicy: { minimumLength: 14, maximumAgeDays: 90, remembered: 24 },
};
const onRegion: Settings = {
  scope: 'region',
  account: ACCOUNT,
  region: 'ap-southeast-2',
  backupResourceTypes: ['RDS', 'EBS'],
  backupManagedTypes: ['DynamoDB'],
  inspect: ['EC2', 'LAMBDA'],
  serviceLinkedRoles: ['config.amazonaws.com'],
};

let account: FakeAccount;
let aws: AwsEndpoint;
let cloudFormation: AwsEndpoint;
let handle: typeof handler;

/** Every name is this machine: the SDK puts the account before the host of S3 Control. */
function loopback(
  _: string,
  options: dns.LookupOptions,
  done: (error: null, found: string | dns.LookupAddress[], family?: number) => void,
): void {
  if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }]);
  else done(null, '127.0.0.1', 4);
}

beforeAll(async () => {
  aws = await AwsEndpoint.start((request) => account.answer(request));
  cloudFormation = await AwsEndpoint.start(() => ({ body: '' }));
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: aws.url.replace('127.0.0.1', 'localhost'),
    AWS_REGION: 'ap-southeast-2',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_MAX_ATTEMPTS: '1',
    // Logs to the console that this test watches.
    POWERTOOLS_DEV: 'true',
  });
  jest.spyOn(console, 'info').mockImplementation();
  jest.spyOn(console, 'error').mockImplementation();
  jest.spyOn(dns, 'lookup').mockImplementation(loopback as typeof dns.lookup);
  // After the environment is set, which the clients read when they are made.
  ({ handler: handle } = jest.requireActual<{ handler: typeof handler }>(
    '../../../lambda/apply-account-settings/handler',
  ));
});

beforeEach(() => {
  account = new FakeAccount();
  aws.requests.length = 0;
  cloudFormation.requests.length = 0;
});

afterAll(async () => {
  await aws.stop();
  await cloudFormation.stop();
});

/** Runs the function as CloudFormation would, and returns what it answered. */
async function run(
  settings: unknown,
  requestType: CloudFormationCustomResourceEvent['RequestType'] = 'Create',
): Promise<{ Status: string; Reason?: string; PhysicalResourceId: string; RequestId: string }> {
  const event = {
    RequestType: requestType,
    ResponseURL: `${cloudFormation.url}/answer?signature=secret`,
    ServiceToken: 'arn',
    StackId: 'stack',
    RequestId: 'request-1',
    LogicalResourceId: 'Settings',
    ResourceType: 'Custom::AppliedSettings',
    ResourceProperties: { ServiceToken: 'arn', settings: JSON.stringify(settings) },
    ...(requestType === 'Create' ? {} : { PhysicalResourceId: 'Settings-1', OldResourceProperties: {} }),
  } as unknown as CloudFormationCustomResourceEvent;
  const context = { getRemainingTimeInMillis: () => 60_000, logStreamName: 'stream' } as Context;
  const before = cloudFormation.requests.length;
  await handle(event, context);
  expect(cloudFormation.requests).toHaveLength(before + 1);
  return JSON.parse(cloudFormation.requests[before]!.body) as Awaited<ReturnType<typeof run>>;
}

const operations = () => aws.requests.map(({ operation }) => operation.split('?')[0]);

describe('settings of the account', () => {
  test('ID-02: sets the password policy', async () => {
    expect(await run(onAccount)).toMatchObject({ Status: 'SUCCESS' });
    expect(account.passwordPolicy).toEqual({
      MinimumPasswordLength: '14',
      MaxPasswordAge: '90',
      PasswordReusePrevention: '24',
      RequireLowercaseCharacters: 'true',
      RequireUppercaseCharacters: 'true',
      RequireNumbers: 'true',
      RequireSymbols: 'true',
      AllowUsersToChangePassword: 'true',
      HardExpiry: 'false',
    });
  });

  test('blocks public access to every bucket', async () => {
    await run(onAccount);
    for (const block of ['BlockPublicAcls', 'BlockPublicPolicy', 'IgnorePublicAcls', 'RestrictPublicBuckets'])
      expect(account.publicAccessBlock).toContain(`<${block}>true</${block}>`);
  });

  test('leaves VPCs alone', async () => {
    await run(onAccount);
    expect(account.vpcs).toHaveLength(2);
  });
});

describe('settings of a region', () => {
  test('CR-05: encrypts new volumes', async () => {
    expect(await run(onRegion)).toMatchObject({ Status: 'SUCCESS' });
    expect(account.ebsEncryption).toBe(true);
  });

  test('removes the default VPC with its subnets and gateway, and no other', async () => {
    await run(onRegion);
    expect(account.vpcs).toEqual([
      expect.objectContaining({
        id: 'vpc-ours',
        subnets: ['subnet-ours'],
        gateway: { id: 'igw-ours', attached: true },
      }),
    ]);
  });

  test('refuses to remove a default VPC that is used, and says by what', async () => {
    account.vpcs[0]!.interfaces = ['eni-1'];
    const { Status, Reason } = await run(onRegion);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(
      'The default VPC vpc-default of ap-southeast-2 has to go, but it is used by eni-1 (ELB app/web).',
    );
    expect(account.vpcs[0]).toMatchObject({
      subnets: ['subnet-1', 'subnet-2', 'subnet-3'],
      gateway: { attached: true },
    });
  });

  test('removes no VPC when the API shows all of them and none is the default', async () => {
    account.vpcs = account.vpcs.filter(({ isDefault }) => !isDefault);
    account.ignoresVpcFilter = true;
    expect(await run(onRegion)).toMatchObject({ Status: 'SUCCESS' });
    expect(account.vpcs).toHaveLength(1);
  });

  test('adds to what AWS Backup acts on, and takes nothing away', async () => {
    await run(onRegion);
    expect(account.backup).toEqual({
      types: { EFS: true, RDS: true, EBS: true },
      managed: { EFS: true, DynamoDB: true },
    });
  });

  test('has Inspector scan', async () => {
    await run(onRegion);
    expect(account.inspector.enabled).toEqual(['EC2', 'LAMBDA']);
  });

  test.each(['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'])('takes %s of Inspector for done', async (code) => {
    account.inspector.failure = { code, message: 'It is.' };
    expect(await run(onRegion)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('fails when Inspector says that it is denied, before the default VPC is touched', async () => {
    account.inspector.failure = { code: 'ACCESS_DENIED', message: 'No.' };
    expect(await run(onRegion)).toMatchObject({
      Status: 'FAILED',
      Reason: expect.stringContaining('Inspector could not be enabled in ap-southeast-2: ACCESS_DENIED (No.)'),
    });
    expect(account.vpcs).toHaveLength(2);
  });

  test('makes the role that AWS Config needs, unless another region has', async () => {
    expect(await run(onRegion)).toMatchObject({ Status: 'SUCCESS' });
    expect([...account.serviceLinkedRoles]).toEqual(['config.amazonaws.com']);
    expect(await run(onRegion, 'Update')).toMatchObject({ Status: 'SUCCESS' });
  });

  test('changes nothing the second time', async () => {
    await run(onRegion);
    const after = structuredClone({ vpcs: account.vpcs, backup: account.backup, inspector: account.inspector });
    expect(await run(onRegion, 'Update')).toMatchObject({ Status: 'SUCCESS' });
    expect({ vpcs: account.vpcs, backup: account.backup, inspector: account.inspector }).toEqual(after);
  });

  test.each(['DetachInternetGateway', 'DeleteInternetGateway', 'DeleteSubnet', 'DeleteVpc'])(
    'finishes at the next deployment what a failed %s left undone',
    async (operation) => {
      account.failOnce = operation;
      expect(await run(onRegion)).toMatchObject({
        Status: 'FAILED',
        Reason: expect.stringContaining('Not this time.'),
      });
      expect(await run(onRegion, 'Update')).toMatchObject({ Status: 'SUCCESS' });
      expect(account.vpcs.map(({ id }) => id)).toEqual(['vpc-ours']);
    },
  );
});

test('leaves all settings in place when the resource goes', async () => {
  expect(await run(onRegion, 'Delete')).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'Settings-1' });
  expect(operations()).toEqual([]);
});

test('keeps the id of the resource, so that an update never becomes a replacement', async () => {
  expect(await run(onAccount)).toMatchObject({ PhysicalResourceId: 'Settings', RequestId: 'request-1' });
  expect(await run(onAccount, 'Update')).toMatchObject({ PhysicalResourceId: 'Settings-1' });
});

test.each([
  [
    'a password policy that is too weak',
    { ...onAccount, passwordPolicy: { minimumLength: 8, maximumAgeDays: 90, remembered: 24 } },
  ],
  ['a setting that it does not know', { ...onRegion, more: true }],
  ['another scope', { scope: 'world' }],
])('refuses %s and does nothing', async (_, settings) => {
  expect(await run(settings)).toMatchObject({ Status: 'FAILED' });
  expect(operations()).toEqual([]);
});

test('never logs the address of the answer, which is signed', async () => {
  await run(onRegion);
  await run({ scope: 'world' });
  const logged = [jest.mocked(console.info).mock.calls, jest.mocked(console.error).mock.calls].flat(2).join('\n');
  expect(logged).toContain('Settings applied');
  expect(logged).toContain('Settings not applied');
  expect(logged).not.toContain('signature=secret');
});
