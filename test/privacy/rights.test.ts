import { runSimulation } from '@cloud-copilot/iam-simulate';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { privacyStack } from './surroundings';

jest.setTimeout(120_000);

const template = Template.fromStack(privacyStack(createApp()));
const at = 'ap-southeast-2:111111111111';

/** References to other resources and stacks, each as an ARN that says what it refers to. */
function resolved(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(resolved);
  if (typeof value !== 'object' || value === null) return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value) as [string, unknown][];
  if (more.length === 0 && name === 'Fn::Join') {
    const [separator, parts] = argument as [string, unknown[]];
    return parts.map(resolved).join(separator);
  }
  if (more.length === 0 && name === 'Fn::GetAtt') return arnOf(String((argument as string[])[0]));
  if (more.length === 0 && name === 'Fn::GetStackOutput') {
    return arnOf(String((argument as { OutputName: string }).OutputName));
  }
  if (name === 'Ref' || name.startsWith('Fn::')) throw new Error(`${name} is not one that this test understands`);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, resolved(item)]));
}

function arnOf(what: string): string {
  if (what.startsWith('Requests')) return `arn:aws:dynamodb:${at}:table/requests`;
  if (/GetAtt(Arn)?Registry|RegistryD|Registry.*Arn/.test(what)) return `arn:aws:dynamodb:${at}:table/registry`;
  const machine = /One(export|erase|retire)(person)?Machine/.exec(what);
  if (machine) return `arn:aws:states:${at}:stateMachine:${machine[1]}${machine[2] ? '-person' : ''}`;
  if (/Key/.test(what)) return `arn:aws:kms:${at}:key/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;
  if (/Logs/.test(what)) return `arn:aws:logs:${at}:log-group:own`;
  throw new Error(`No ARN for ${what}`);
}

/** Policies of the role of a function, by a part of its logical id. */
function policiesOf(part: string) {
  const found = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes(part));
  expect(found).toHaveLength(1);
  return found.map(([name, { Properties }]) => ({ name, policy: resolved(Properties.PolicyDocument) }));
}

/** As IAM decides where a key's policy leaves it to the account. */
const delegating = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::111111111111:root' }, Action: 'kms:*', Resource: '*' },
  ],
};

async function may(
  part: string,
  action: string,
  resource: string,
  context: Record<string, string | string[]> = {},
): Promise<boolean> {
  const outcome = await runSimulation(
    {
      request: {
        principal: 'arn:aws:iam::111111111111:role/function',
        action,
        resource: { resource, accountId: '111111111111' },
        contextVariables: context,
      },
      identityPolicies: policiesOf(part),
      ...(action.startsWith('kms:') && { resourcePolicy: delegating }),
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    { simulationMode: 'Strict' },
  );
  if (outcome.resultType === 'error') throw new Error(JSON.stringify(outcome.errors));
  return outcome.overallResult === 'Allowed';
}

const bucket = (purpose: string) => `arn:aws:s3:::cordon-production-${purpose}-111111111111-ap-southeast-2`;
const machine = (name: string) => `arn:aws:states:${at}:stateMachine:${name}`;

describe('what brings requests on', () => {
  test.each([
    ['dynamodb:PutItem', `arn:aws:dynamodb:${at}:table/requests`],
    ['dynamodb:GetItem', `arn:aws:dynamodb:${at}:table/registry`],
    ['s3:PutObject', `${bucket('archive')}/privacy/2026/p-1.json`],
    ['s3:PutObject', `${bucket('operations')}/people/p-1.json`],
    ['states:StartExecution', machine('erase-person')],
    ['states:StartExecution', machine('export')],
    ['states:DescribeExecution', `arn:aws:states:${at}:execution:erase:p-1-erase-1`],
  ])('may %s on %s', async (action, resource) => {
    await expect(may('Advance', action, resource)).resolves.toBe(true);
  });

  test.each([
    ['s3:PutObject', `${bucket('archive')}/cloudtrail/AWSLogs/x`],
    ['s3:DeleteObjectVersion', `${bucket('archive')}/privacy/2026/p-1.json`],
    ['s3:PutObjectRetention', `${bucket('archive')}/privacy/2026/p-1.json`],
    ['s3:GetObject', `${bucket('exports')}/acme/people/p-1/person-export.zip`],
    ['s3:GetObject', `${bucket('attachments')}/acme/photo.jpg`],
    ['s3:PutObject', `${bucket('operations')}/jobs/x.json`],
    ['dynamodb:PutItem', `arn:aws:dynamodb:${at}:table/registry`],
    ['dynamodb:DeleteItem', `arn:aws:dynamodb:${at}:table/requests`],
    ['states:StartExecution', machine('restore')],
    ['states:DescribeExecution', `arn:aws:states:${at}:execution:erase:by-hand`],
    ['states:StopExecution', `arn:aws:states:${at}:execution:erase:p-1-erase-1`],
  ])('may not %s on %s', async (action, resource) => {
    await expect(may('Advance', action, resource)).resolves.toBe(false);
  });
});

describe('what people handle requests with', () => {
  test('writes requests, reads the registry', async () => {
    await expect(may('Manage', 'dynamodb:PutItem', `arn:aws:dynamodb:${at}:table/requests`)).resolves.toBe(true);
    await expect(may('Manage', 'dynamodb:Query', `arn:aws:dynamodb:${at}:table/registry`)).resolves.toBe(true);
  });

  test('signs links to exports that requests have made, and to no others', async () => {
    const read = (key: string) => may('Manage', 's3:GetObject', `${bucket('exports')}/${key}`);
    await expect(read('acme/people/p-1-export-person/person-export.zip')).resolves.toBe(true);
    await expect(read('acme/p-1-export/acme-export.zip')).resolves.toBe(true);
    await expect(read('acme/by-hand/acme-export.zip')).resolves.toBe(false);
    await expect(may('Manage', 's3:GetObject', `${bucket('attachments')}/acme/p-1`)).resolves.toBe(false);
  });

  test('decrypts with the keys of sites, through S3 alone', async () => {
    const key = `arn:aws:kms:${at}:key/9a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f`;
    const via = { 'kms:ViaService': 's3.ap-southeast-2.amazonaws.com' };
    const ofSite = { 'kms:ResourceAliases': ['alias/cordon/production/site/acme'] };
    await expect(may('Manage', 'kms:Decrypt', key, { ...via, ...ofSite })).resolves.toBe(true);
    await expect(may('Manage', 'kms:Decrypt', key, ofSite)).resolves.toBe(false);
    await expect(may('Manage', 'kms:Decrypt', key, { ...via, 'kms:ResourceAliases': ['alias/x'] })).resolves.toBe(
      false,
    );
  });

  test.each([
    ['states:StartExecution', machine('erase')],
    ['s3:PutObject', `${bucket('archive')}/privacy/2026/p-1.json`],
    ['dynamodb:DeleteItem', `arn:aws:dynamodb:${at}:table/requests`],
    ['dynamodb:PutItem', `arn:aws:dynamodb:${at}:table/registry`],
  ])('starts nothing and writes no receipt itself: not %s on %s', async (action, resource) => {
    await expect(may('Manage', action, resource)).resolves.toBe(false);
  });
});
