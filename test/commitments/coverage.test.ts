import { readFileSync } from 'node:fs';
import { Assembly } from '../../lib/commitments/assembly';
import { endpointsByTls } from '../../lib/commitments/rules/endpoints-by-tls';
import { logKey } from '../../lib/commitments/rules/log-key';
import { storesByTls } from '../../lib/commitments/rules/stores-by-tls';
import { storesEncrypted } from '../../lib/commitments/rules/stores-encrypted';
import { volumesEncrypted } from '../../lib/commitments/rules/volumes-encrypted';
import { httpRedirects } from '../../lib/commitments/rules/http-redirects';
import { certificateKey } from '../../lib/commitments/rules/certificate-key';
import { databaseTls } from '../../lib/commitments/rules/database-tls';
import { portTable } from '../../lib/commitments/rules/port-table';
import { STORE_TYPES } from '../../lib/privacy/retention-register';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(120_000);

/** Types whose settings speak of keys, and which keep nothing that needs one of ours. */
const NOTHING_KEPT: Readonly<Record<string, string>> = {
  'AWS::Cognito::UserPool': 'Encrypted by Cognito with AES-256; a key of ours is for messages that a function sends',
  'AWS::Config::DeliveryChannel': 'Its bucket encrypts what it delivers',
  'AWS::EC2::VPC': 'Encryption between instances, not of anything kept',
  'AWS::ECS::Cluster': 'Fargate encrypts the disk of each task with AES-256, and it goes with the task',
  'AWS::ECS::TaskDefinition': 'Encryption on the way to volumes, which tasks have none of',
  'AWS::Events::EventBus': 'Passes events on; none is archived',
  'AWS::Lambda::EventSourceMapping': 'The key of its filter, which is in the template',
  'AWS::SecretsManager::RotationSchedule': 'The key of the secret, once more',
};

/** Types whose settings speak of TLS or protocols, and which are no endpoint that could speak without. */
const NO_ENDPOINT: Readonly<Record<string, string>> = {
  'AWS::CodeBuild::Project': 'Nothing connects to a build',
  'AWS::ECS::TaskDefinition': 'Nothing connects to a task',
  'AWS::KinesisFirehose::DeliveryStream': 'Its endpoints are those of AWS; what it could read from is not used',
  'AWS::NetworkFirewall::FirewallPolicy': 'Looks at connections of others',
  'AWS::NetworkFirewall::RuleGroup': 'Looks at connections of others',
};

let types: readonly string[];
beforeAll(() => {
  types = [...new Set(Assembly.read(exampleFolder()).resources.map(({ type }) => type))].sort();
});

test('CR-06: every type of the platform with a setting for encryption is judged, or keeps nothing', () => {
  const judged = [logKey, storesEncrypted, volumesEncrypted].flatMap((rule) => rule.types);
  const speaking = types.filter((type) => settingsOf(type).some((name) => /kms|encrypt|^sse/i.test(name)));
  expect(speaking.length).toBeGreaterThan(15);
  expect(speaking.filter((type) => !judged.includes(type) && !(type in NOTHING_KEPT))).toEqual([]);
  expect(Object.keys(NOTHING_KEPT).filter((type) => judged.includes(type) || !speaking.includes(type))).toEqual([]);
});

test('CR-06: every store that has to say how long it keeps its data has to encrypt it, too', () => {
  const judged = [logKey, storesEncrypted, volumesEncrypted].flatMap((rule) => rule.types);
  const plans = ['AWS::Backup::BackupPlan']; // The vault encrypts.
  const stores = STORE_TYPES.filter((type) => !plans.includes(type) && !(type in NOTHING_KEPT));
  expect(stores.filter((type) => !judged.includes(type))).toEqual([]);
});

test('CR-03: every type of the platform with a setting for TLS or a protocol is judged, or is no endpoint', () => {
  const rules = [certificateKey, databaseTls, endpointsByTls, httpRedirects, portTable, storesByTls];
  const judged = rules.flatMap((rule) => rule.types);
  const speaking = types.filter((type) =>
    settingsOf(type).some((name) => /tls|ssl|^securityPolicy$|^(ip)?protocol$/i.test(name)),
  );
  expect(speaking.length).toBeGreaterThan(8);
  expect(speaking.filter((type) => !judged.includes(type) && !(type in NO_ENDPOINT))).toEqual([]);
  expect(Object.keys(NO_ENDPOINT).filter((type) => judged.includes(type) || !speaking.includes(type))).toEqual([]);
});

/** Names of all settings of a type, nested ones too, from CDK's own description of CloudFormation. */
function settingsOf(type: string): string[] {
  const [, service = '', name = ''] = /^AWS::(\w+)::(\w+)$/.exec(type) ?? [];
  if (name === '') return [];
  const module = service.toLowerCase();
  const text = descriptionOf(`aws-cdk-lib/aws-${module}/lib/${module}.generated.d.ts`);
  const start = new RegExp(`^export (?:interface Cfn${name}Props|declare namespace Cfn${name}) \\{[^]*?^\\}`, 'gm');
  const parts = text.match(start) ?? [];
  if (parts.length === 0) throw new Error(`CDK says nothing of ${type} where it used to`);
  return parts.flatMap((part) => [...part.matchAll(/readonly (\w+)\??:/g)].map(([, setting]) => setting!));
}

const descriptions = new Map<string, string>();
function descriptionOf(file: string): string {
  const text =
    descriptions.get(file) ?? readFileSync(require.resolve('aws-cdk-lib').replace(/aws-cdk-lib\/.*$/, file), 'utf8');
  descriptions.set(file, text);
  return text;
}
