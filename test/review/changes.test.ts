import { stack } from '../commitments/template';
import type { Part } from '../commitments/template';
import { reviewOf, reviewOfChange } from './compare';

const Retained = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' };

function table(name: string, key = 'id', more: Record<string, unknown> = {}): Part {
  const KeySchema = [{ AttributeName: key, KeyType: 'HASH' }];
  return { Type: 'AWS::DynamoDB::Table', Properties: { TableName: name, KeySchema, ...more }, ...Retained };
}

/** `<kind> <logical id> <properties>` of each change. */
function changes(before: Record<string, Part>, after: Record<string, Part>): string[] {
  return reviewOfChange(before, after).resources.map(({ kind, logicalId, properties }) =>
    [kind, logicalId, ...properties].join(' '),
  );
}

describe('a review of resources', () => {
  test('says what is added, changed, replaced and deleted, what is worst first', () => {
    const topic = (name: string, display: string) => ({
      Type: 'AWS::SNS::Topic',
      Properties: { TopicName: name, DisplayName: display },
    });
    expect(
      changes(
        { Old: topic('o', 'o'), Same: topic('s', 's'), Renamed: topic('a', 'x'), Relabelled: topic('b', 'x') },
        { Same: topic('s', 's'), Renamed: topic('A', 'y'), Relabelled: topic('b', 'y'), New: topic('n', 'n') },
      ),
    ).toEqual(['deleted Old', 'replaced Renamed TopicName', 'changed Relabelled DisplayName', 'added New']);
  });

  test('knows that what refers to a replaced resource is replaced with it where that property can’t be changed', () => {
    const bucketPolicy = {
      Type: 'AWS::S3::BucketPolicy',
      Properties: { Bucket: { Ref: 'Bucket' }, PolicyDocument: {} },
    };
    const bucket = (BucketName: string) => ({ Type: 'AWS::S3::Bucket', Properties: { BucketName }, ...Retained });
    expect(
      changes({ Bucket: bucket('a'), Policy: bucketPolicy }, { Bucket: bucket('b'), Policy: bucketPolicy }),
    ).toEqual(['replaced Bucket BucketName', 'replaced Policy Bucket']);
  });

  test('says of a property that CloudFormation decides about that the resource may be replaced', () => {
    const server = (KmsKeyId: string, Port: string) => ({
      Type: 'AWS::RDS::DBInstance',
      Properties: { KmsKeyId, Port },
      ...Retained,
    });
    expect(changes({ Server: server('a', '5432') }, { Server: server('b', '5432') })).toEqual([
      'replaced Server KmsKeyId',
    ]);
    const instance = (InstanceType: string) => ({ Type: 'AWS::EC2::Instance', Properties: { InstanceType } });
    expect(changes({ One: instance('m7g.large') }, { One: instance('m7g.xlarge') })).toEqual([
      'may be replaced One InstanceType',
    ]);
  });

  test('takes a type that differs for a replacement', () => {
    const one = { Table: table('t') };
    const other = { Table: { Type: 'AWS::DynamoDB::GlobalTable', Properties: {}, ...Retained } };
    expect(reviewOfChange(one, other).resources).toMatchObject([
      { kind: 'replaced', type: 'AWS::DynamoDB::Table', stateful: true, properties: ['Type'] },
    ]);
  });

  test('sees that a resource is no longer retained, and overlooks what is said about it', () => {
    const loose = { ...table('t'), DeletionPolicy: undefined };
    expect(changes({ Table: table('t') }, { Table: loose })).toEqual(['changed Table DeletionPolicy']);
    expect(changes({ Table: table('t') }, { Table: { ...table('t'), Metadata: { why: 'so' } } })).toEqual([]);
  });

  test('counts a stack in another account, region or under another name as gone, and all in it', () => {
    const resources = { Table: table('t') };
    const kinds = (elsewhere: Parameters<typeof stack>[1]) =>
      reviewOf([stack(resources)], [stack(resources, elsewhere)]).resources.map(({ kind, stateful }) => [
        kind,
        stateful,
      ]);
    for (const elsewhere of [{ account: '222222222222' }, { region: 'us-west-2' }, { stackName: 'other' }]) {
      expect(kinds(elsewhere)).toEqual([
        ['deleted', true],
        ['added', true],
      ]);
    }
    expect(kinds({ templatePath: 'elsewhere' })).toEqual([]);
    expect(reviewOf([stack(resources)], []).resources).toMatchObject([{ kind: 'deleted', logicalId: 'Table' }]);
  });
});

describe('what needs an approval', () => {
  const refusals = (before: Record<string, Part>, after: Record<string, Part>) =>
    reviewOfChange(before, after).decisions.refusals.map(({ what }) => what);

  test('is what holds data and would be replaced or deleted, retained or not', () => {
    expect(refusals({ Table: table('t') }, {})).toEqual([
      'production-ap-southeast-2/data Table (AWS::DynamoDB::Table) would be deleted',
    ]);
    expect(refusals({ Table: table('t', 'id') }, { Table: table('t', 'other') })).toEqual([
      'production-ap-southeast-2/data Table (AWS::DynamoDB::Table) would be replaced',
    ]);
  });

  test('is a logical id that changes: nothing tells CloudFormation that it is the same', () => {
    expect(refusals({ Table: table('t') }, { Tables: table('t') })).toHaveLength(1);
  });

  test('is not what is changed in place, nor what holds nothing', () => {
    const billing = { BillingMode: 'PAY_PER_REQUEST' };
    expect(refusals({ Table: table('t') }, { Table: table('t', 'id', billing), More: table('m') })).toEqual([]);
    expect(refusals({ Topic: { Type: 'AWS::SNS::Topic' } }, {})).toEqual([]);
  });
});
