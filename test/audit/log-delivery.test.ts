import { auditStack } from './stacks';
import { Simulation } from './simulation';

jest.setTimeout(60_000);

const ACCOUNT = '111111111111';
const REGION = 'ap-southeast-2';
const simulation = new Simulation(auditStack());
const bucket = (purpose: string) => simulation.bucket(`cordon-production-${purpose}-${ACCOUNT}-${REGION}`);
const acl = { 's3:x-amz-acl': 'bucket-owner-full-control' };
const tls = { 'aws:SecureTransport': 'true', 's3:TlsVersion': '1.3' };

/** Who writes what where, and what says on whose behalf. */
const deliveries = [
  {
    what: 'VPC flow logs',
    service: 'delivery.logs.amazonaws.com',
    purpose: 'archive',
    key: `vpc-flow-logs/AWSLogs/${ACCOUNT}/vpcflowlogs/a.parquet`,
    source: (account: string) => ({
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:aws:logs:${REGION}:${account}:delivery-source:flow`,
      ...acl,
    }),
  },
  {
    what: 'data events',
    service: 'cloudtrail.amazonaws.com',
    purpose: 'archive',
    key: `cloudtrail/AWSLogs/${ACCOUNT}/CloudTrail/a.json.gz`,
    source: (account: string) => ({
      'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:${account}:trail/cordon-production-data-events`,
      ...acl,
    }),
  },
  {
    what: 'server access logs',
    service: 'logging.s3.amazonaws.com',
    purpose: 'access-logs',
    key: 'attachments/2026-01-01-00-00-00-ABC',
    source: (account: string) => ({
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:aws:s3:::cordon-production-attachments-${account}-${REGION}`,
    }),
  },
  {
    what: 'logs of application load balancers',
    service: 'logdelivery.elasticloadbalancing.amazonaws.com',
    purpose: 'lb-logs',
    key: `web/AWSLogs/${ACCOUNT}/elasticloadbalancing/a.log.gz`,
    source: (account: string) => ({
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:aws:elasticloadbalancing:${REGION}:${account}:loadbalancer/app/web/1`,
    }),
  },
  {
    what: 'logs of network load balancers',
    service: 'delivery.logs.amazonaws.com',
    purpose: 'lb-logs',
    key: `AWSLogs/${ACCOUNT}/elasticloadbalancing/a.log.gz`,
    source: (account: string) => ({
      'aws:SourceAccount': account,
      'aws:SourceArn': `arn:aws:logs:${REGION}:${account}:delivery-source:nlb`,
      ...acl,
    }),
  },
];

describe.each(deliveries)('$what', ({ service, purpose, key, source }) => {
  const write = (account: string, as = service) =>
    simulation.decide({
      principal: as,
      action: 's3:PutObject',
      resource: `${bucket(purpose).arn}/${key}`,
      resourcePolicy: bucket(purpose).policy,
      context: { ...tls, ...source(account) },
    });

  test('arrive on behalf of this account', async () => {
    expect(await write(ACCOUNT)).toBe('Allowed');
  });

  test('are refused on behalf of any other account', async () => {
    expect(await write('999999999999')).not.toBe('Allowed');
  });

  test('are refused from any other service', async () => {
    expect(await write(ACCOUNT, 'sns.amazonaws.com')).not.toBe('Allowed');
  });

  test('can be written, not read, by the service', async () => {
    const context = Object.entries({ ...tls, ...source(ACCOUNT) }).filter(([name]) => name !== 's3:x-amz-acl');
    const decision = await simulation.decide({
      principal: service,
      action: 's3:GetObject',
      resource: `${bucket(purpose).arn}/${key}`,
      resourcePolicy: bucket(purpose).policy,
      context: Object.fromEntries(context),
    });
    expect(decision).not.toBe('Allowed');
  });
});

test('refuses delivery without TLS 1.2', async () => {
  const { service, purpose, key, source } = deliveries[0]!;
  const request = {
    principal: service,
    action: 's3:PutObject',
    resource: `${bucket(purpose).arn}/${key}`,
    resourcePolicy: bucket(purpose).policy,
  };
  const context = { ...tls, ...source(ACCOUNT) };
  expect(await simulation.decide({ ...request, context: { ...context, 'aws:SecureTransport': 'false' } })).toBe(
    'ExplicitlyDenied',
  );
  expect(await simulation.decide({ ...request, context: { ...context, 's3:TlsVersion': '1.1' } })).toBe(
    'ExplicitlyDenied',
  );
});

test('accepts the access logs of no bucket but those of the platform', async () => {
  const { arn, policy } = bucket('access-logs');
  const decide = (source: string) =>
    simulation.decide({
      principal: 'logging.s3.amazonaws.com',
      action: 's3:PutObject',
      resource: `${arn}/a`,
      resourcePolicy: policy,
      context: { ...tls, 'aws:SourceAccount': ACCOUNT, 'aws:SourceArn': `arn:aws:s3:::${source}` },
    });
  expect(await decide('cordon-production-config-1')).toBe('Allowed');
  expect(await decide('cordon-test-config-1')).not.toBe('Allowed');
});

test.each([
  ['delivery.logs.amazonaws.com', { 'aws:SourceArn': `arn:aws:logs:${REGION}:ACCOUNT:delivery:1` }],
  [
    'cloudtrail.amazonaws.com',
    { 'aws:SourceArn': `arn:aws:cloudtrail:${REGION}:ACCOUNT:trail/cordon-production-data-events` },
  ],
])('lets %s encrypt on behalf of this account only', async (service, context) => {
  const { arn, policy } = simulation.key('Log groups and the archive of records');
  const decide = (account: string) =>
    simulation.decide({
      principal: service,
      action: 'kms:GenerateDataKey',
      resource: arn,
      resourcePolicy: policy,
      context: {
        'aws:SourceAccount': account,
        ...Object.fromEntries(Object.entries(context).map(([key, value]) => [key, value.replace('ACCOUNT', account)])),
      },
    });
  expect(await decide(ACCOUNT)).toBe('Allowed');
  expect(await decide('999999999999')).not.toBe('Allowed');
});

test('lets CloudWatch encrypt the log groups of this account only', async () => {
  const { arn, policy } = simulation.key('Log groups and the archive of records');
  const decide = (account: string) =>
    simulation.decide({
      principal: `logs.${REGION}.amazonaws.com`,
      action: 'kms:GenerateDataKey',
      resource: arn,
      resourcePolicy: policy,
      context: { 'kms:EncryptionContext:aws:logs:arn': `arn:aws:logs:${REGION}:${account}:log-group:x` },
    });
  expect(await decide(ACCOUNT)).toBe('Allowed');
  expect(await decide('999999999999')).not.toBe('Allowed');
});

test.each(['s3:DeleteObject', 's3:DeleteObjectVersion', 's3:PutObjectRetention', 's3:BypassGovernanceRetention'])(
  'LG-02: denies %s on records to an administrator and to root',
  async (action) => {
    const { arn, policy } = bucket('archive');
    const everything = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const decide = (principal: string, what: string) =>
      simulation.decide({
        principal,
        action: what,
        resource: `${arn}/cloudtrail/a`,
        resourcePolicy: policy,
        identityPolicies: [{ ...everything, ...{ Version: '2012-10-17' } }],
        context: tls,
      });
    for (const principal of [`arn:aws:iam::${ACCOUNT}:role/admin`, `arn:aws:iam::${ACCOUNT}:root`]) {
      expect(await decide(principal, 's3:GetObject')).toBe('Allowed');
      expect(await decide(principal, action)).toBe('ExplicitlyDenied');
    }
  },
);
