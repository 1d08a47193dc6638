import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { sydney } from '../support/place';
import { incidentsStack } from './surroundings';

jest.setTimeout(60_000);

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
  readonly [other: string]: unknown;
}
const template = Template.fromStack(incidentsStack(createApp()));
const at = `${sydney.region}:${sydney.account}`;
const TABLE = `arn:aws:dynamodb:${at}:table/incidents`;
const REGISTRY = `arn:aws:dynamodb:${at}:table/registry`;
const CLOCK = `arn:aws:states:${at}:stateMachine:clock`;
const BUS = `arn:aws:events:${at}:event-bus/default`;
const fixed: readonly (readonly [string, string])[] = [
  ['FnGetAttRegistry', REGISTRY],
  ['FunctionsClockMachine', CLOCK],
  ['Table', TABLE],
];

/** An ARN for what a statement refers to. */
function arn(value: unknown): string {
  if (typeof value === 'string') return value;
  const text = JSON.stringify(value);
  if (text.includes('Fn::Join')) {
    const [, parts] = (value as { 'Fn::Join': [string, unknown[]] })['Fn::Join'];
    return parts.map((part) => arn(part)).join('');
  }
  if (/Key|Logs/.test(text)) return `arn:aws:kms:${at}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;
  const known = fixed.find(([id]) => text.includes(id))?.[1];
  if (known === undefined) throw new Error(`No ARN for ${text}`);
  return known;
}

/** Statements of a function's role. */
function statementsOf(name: 'Open' | 'Watch' | 'Manage'): object[] {
  const policies = Object.entries(template.findResources('AWS::IAM::Policy'));
  const [, policy] = policies.find(([id]) => id.startsWith(`Functions${name}PartsRole`))!;
  const { Statement } = policy.Properties.PolicyDocument as { Statement: Statement[] };
  return Statement.filter(({ Action }) => /^(dynamodb|states|events):/.test([Action].flat()[0] ?? '')).map(
    (statement) => ({ ...statement, Resource: [statement.Resource].flat().map((resource) => arn(resource)) }),
  );
}

async function decide(statements: object[], action: string, resource: string, resourcePolicy?: object) {
  const outcome = await runSimulation(
    {
      request: {
        principal: `arn:aws:iam::${sydney.account}:role/one`,
        action,
        resource: { resource, accountId: sydney.account },
        contextVariables: {},
      },
      identityPolicies: [{ name: 'one', policy: { Version: '2012-10-17', Statement: statements } }],
      resourcePolicy,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    { simulationMode: 'Strict' },
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult;
}

test.each(['Open', 'Watch', 'Manage'] as const)('%s reads and adds incidents, and takes nothing away', async (name) => {
  const statements = statementsOf(name);
  for (const action of ['GetItem', 'Query', 'PutItem']) {
    expect([action, await decide(statements, `dynamodb:${action}`, TABLE)]).toEqual([action, 'Allowed']);
  }
  for (const action of ['DeleteItem', 'UpdateItem', 'BatchWriteItem', 'Scan']) {
    expect([action, await decide(statements, `dynamodb:${action}`, TABLE)]).toEqual([action, 'ImplicitlyDenied']);
  }
});

test.each(['Open', 'Manage'] as const)(
  '%s reads the registry, and writes nothing into it; it starts the clock',
  async (name) => {
    const statements = statementsOf(name);
    await expect(decide(statements, 'dynamodb:GetItem', REGISTRY)).resolves.toBe('Allowed');
    await expect(decide(statements, 'dynamodb:PutItem', REGISTRY)).resolves.toBe('ImplicitlyDenied');
    await expect(decide(statements, 'states:StartExecution', CLOCK)).resolves.toBe('Allowed');
    await expect(decide(statements, 'states:StartExecution', `${CLOCK}-other`)).resolves.toBe('ImplicitlyDenied');
  },
);

test('only the watch tells of incidents, and of nothing else', () => {
  const told = (name: 'Open' | 'Watch' | 'Manage') =>
    statementsOf(name).filter((statement) => JSON.stringify(statement).includes('"events:'));
  expect([told('Open'), told('Manage')]).toEqual([[], []]);
  // By its text: the simulator takes the key for one of several values, which EventBridge compares one by one.
  expect(told('Watch')).toEqual([
    {
      Effect: 'Allow',
      Action: 'events:PutEvents',
      Resource: [BUS],
      Condition: { StringEquals: { 'events:source': 'cordon.incidents' } },
    },
  ]);
});

test('whoever may do everything with tables can add to the records, and neither change nor remove them', async () => {
  const everything = [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }];
  const [table] = Object.values(template.findResources('AWS::DynamoDB::Table'));
  const { PolicyDocument: resourcePolicy } = table!.Properties.ResourcePolicy as { PolicyDocument: object };
  const may = (action: string) => decide(everything, `dynamodb:${action}`, TABLE, resourcePolicy);
  await expect(may('PutItem')).resolves.toBe('Allowed');
  await expect(may('Query')).resolves.toBe('Allowed');
  for (const action of ['DeleteItem', 'UpdateItem', 'BatchWriteItem', 'PartiQLDelete', 'PartiQLUpdate']) {
    expect([action, await may(action)]).toEqual([action, 'ExplicitlyDenied']);
  }
});
