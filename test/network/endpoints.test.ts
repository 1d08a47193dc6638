import { runSimulation } from '@cloud-copilot/iam-simulate';
import { networkTemplate, propertiesOf } from './support';

jest.setTimeout(30_000);

interface Endpoint {
  ServiceName: string | { 'Fn::Join': [string, unknown[]] };
  VpcEndpointType: 'Interface' | 'Gateway';
  PrivateDnsEnabled?: boolean;
  SubnetIds?: { Ref: string }[];
  PolicyDocument: { Statement: { Condition: { StringEquals: unknown } }[] };
}

const endpoints = Object.values(propertiesOf<Endpoint>(networkTemplate(), 'AWS::EC2::VPCEndpoint'));
const serviceOf = ({ ServiceName }: Endpoint): string =>
  typeof ServiceName === 'string' ? ServiceName : (ServiceName['Fn::Join'][1].at(-1) as string);
const named = (service: string) => endpoints.find((endpoint) => serviceOf(endpoint).endsWith(`.${service}`))!;

const OURS = '111111111111';
const FOREIGN = '999999999999';

interface Attempt {
  readonly service: string;
  readonly action: string;
  readonly resource: string;
  readonly caller?: string;
  readonly owner?: string;
}

/** Whether a caller whose own account allows everything gets through the endpoint. */
async function passes({ service, action, resource, caller = OURS, owner = OURS }: Attempt): Promise<boolean> {
  const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
  const principal = `arn:aws:iam::${caller}:role/server`;
  const outcome = await runSimulation(
    {
      request: {
        principal,
        action,
        resource: { resource, accountId: owner },
        contextVariables: { 'aws:PrincipalAccount': caller, 'aws:ResourceAccount': owner },
      },
      identityPolicies: [{ name: 'all', policy: { Version: '2012-10-17', Statement: [everything] } }],
      // The owner allows everybody: what is left to stop the caller is the endpoint.
      resourcePolicy: { Version: '2012-10-17', Statement: [{ ...everything, Principal: '*' }] },
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      vpcEndpointPolicies: [{ name: 'endpoint', policy: named(service).PolicyDocument }],
    },
    { simulationMode: 'Strict' },
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult === 'Allowed';
}

describe('endpoints of AWS services', () => {
  test('are there for all that servers, the worker and Session Manager call', () => {
    expect(
      endpoints
        .map((endpoint) => serviceOf(endpoint).replace('com.amazonaws.ap-southeast-2.', '').replace(/^\./, ''))
        .sort(),
    ).toEqual([
      'dynamodb',
      'ec2',
      'ec2messages',
      'ecr.api',
      'ecr.dkr',
      'kms',
      'logs',
      'monitoring',
      's3',
      'secretsmanager',
      'sns',
      'sqs',
      'ssm',
      'ssmmessages',
      'states',
      'sts',
    ]);
  });

  test('answer to the public names of the services, in every zone', () => {
    const interfaces = endpoints.filter(({ VpcEndpointType }) => VpcEndpointType === 'Interface');
    expect(interfaces.filter(({ PrivateDnsEnabled }) => !PrivateDnsEnabled)).toEqual([]);
    for (const { SubnetIds } of interfaces) expect(new Set(SubnetIds!.map(({ Ref }) => Ref)).size).toBe(3);
  });

  test.each<[string, boolean, Attempt]>([
    ['our bucket', true, { service: 's3', action: 's3:PutObject', resource: 'arn:aws:s3:::our-bucket/key' }],
    [
      "somebody else's bucket",
      false,
      { service: 's3', action: 's3:PutObject', resource: 'arn:aws:s3:::their-bucket/key', owner: FOREIGN },
    ],
    [
      'our bucket, with stolen or smuggled credentials',
      false,
      { service: 's3', action: 's3:PutObject', resource: 'arn:aws:s3:::our-bucket/key', caller: FOREIGN },
    ],
    [
      'packages of Amazon Linux',
      true,
      {
        service: 's3',
        action: 's3:GetObject',
        resource: 'arn:aws:s3:::al2023-repos-ap-southeast-2-de612dc2/core/x.rpm',
        caller: FOREIGN,
        owner: FOREIGN,
      },
    ],
    [
      'writing where the packages of Amazon Linux lie',
      false,
      {
        service: 's3',
        action: 's3:PutObject',
        resource: 'arn:aws:s3:::al2023-repos-ap-southeast-2-de612dc2/core/x.rpm',
        owner: FOREIGN,
      },
    ],
    [
      "somebody else's key",
      false,
      {
        service: 'kms',
        action: 'kms:Encrypt',
        resource: `arn:aws:kms:ap-southeast-2:${FOREIGN}:key/00000000-0000-0000-0000-000000000000`,
        owner: FOREIGN,
      },
    ],
    [
      'our key',
      true,
      {
        service: 'kms',
        action: 'kms:Encrypt',
        resource: `arn:aws:kms:ap-southeast-2:${OURS}:key/00000000-0000-0000-0000-000000000000`,
      },
    ],
    [
      "somebody else's role",
      false,
      { service: 'sts', action: 'sts:AssumeRole', resource: `arn:aws:iam::${FOREIGN}:role/drop`, owner: FOREIGN },
    ],
    [
      "somebody else's table",
      false,
      {
        service: 'dynamodb',
        action: 'dynamodb:PutItem',
        resource: `arn:aws:dynamodb:ap-southeast-2:${FOREIGN}:table/drop`,
        owner: FOREIGN,
      },
    ],
    [
      'a public parameter of AWS',
      true,
      {
        service: 'ssm',
        action: 'ssm:GetParameter',
        resource: 'arn:aws:ssm:ap-southeast-2:222222222222:parameter/aws/service/ami',
        owner: '222222222222',
      },
    ],
    [
      'parameters, called from a foreign account',
      false,
      {
        service: 'ssm',
        action: 'ssm:GetParameter',
        resource: `arn:aws:ssm:ap-southeast-2:${OURS}:parameter/x`,
        caller: FOREIGN,
      },
    ],
  ])('%s: %s (TN-18)', async (_name, expected, attempt) => {
    expect(await passes(attempt)).toBe(expected);
  });

  test('confine their callers to this account, every one', () => {
    for (const endpoint of endpoints) {
      const [statement] = endpoint.PolicyDocument.Statement;
      expect(statement!.Condition.StringEquals).toEqual({ 'aws:PrincipalAccount': OURS });
    }
  });
});
