import { StackTemplate } from '../../lib/commitments/assembly';
import { TemplateLines } from '../../lib/evidence/template-lines';

const TEMPLATE = {
  Resources: {
    Bucket: {
      Type: 'AWS::S3::Bucket',
      Properties: { Rules: [], Tags: [{ Key: 'a' }, { Key: 'b' }] },
      DeletionPolicy: 'Retain',
    },
    Settings: { Type: 'AWS::RDS::DBParameterGroup', Properties: { Parameters: { 'rds.force_ssl': '1' } } },
    Empty: { Type: 'AWS::ECS::Cluster' },
  },
  Outputs: {},
};
const TEXT = JSON.stringify(TEMPLATE, undefined, 1);
const LOCATION = { path: 's/a', stackName: 's-a', account: '1', region: 'us-east-1', templatePath: '' };
const lines = new TemplateLines(new StackTemplate(LOCATION, TEXT));
const written = TEXT.split('\n');

/** The line of the file that something is found in. */
function at(logicalId: string, property: string) {
  const { line, value } = lines.locate(logicalId, property);
  return [written[line - 1]?.trim(), value];
}

test('a template is shown as it is written', () => {
  expect(lines.lines).toEqual(written);
});

test.each([
  ['a value', 'Bucket', 'Tags.1.Key', '"Key": "b"', 'b'],
  ['an element', 'Bucket', 'Tags[0]', '{', undefined],
  ['an empty list', 'Bucket', 'Rules', '"Rules": [],', undefined],
  ['what comes after it', 'Bucket', 'Tags', '"Tags": [', undefined],
  ['what stands beside the properties', 'Bucket', 'DeletionPolicy', '"DeletionPolicy": "Retain"', 'Retain'],
  ['a name with dots', 'Settings', 'Parameters.rds.force_ssl', '"rds.force_ssl": "1"', '1'],
  ['the deepest part that there is', 'Bucket', 'Tags.1.Value.deeper', '{', undefined],
  ['the resource as a whole', 'Bucket', '', '"Bucket": {', undefined],
  ['the resource, where it has no properties', 'Empty', 'KmsKeyId', '"Empty": {', undefined],
])('%s is found in its line', (_, logicalId, property, text, value) => {
  expect(at(logicalId, property)).toEqual([text, value]);
});

test('every resource and every other section has its lines, and no line is left out', () => {
  const all = [
    ...Object.keys(TEMPLATE.Resources).map((id) => lines.resource(id)),
    ...lines.others().map((one) => one.lines),
  ];
  for (const { number, text } of all.flat()) expect(text).toBe(written[number - 1]);
  const around = ['{', ' "Resources": {', ' },', '}'];
  expect(all.flat().length + around.length).toBe(written.length);
});
