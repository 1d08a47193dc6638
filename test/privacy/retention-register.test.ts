import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { Assembly } from '../../lib/commitments/assembly';
import { createApp } from '../../lib/platform/app';
import { declareRetention } from '../../lib/privacy/declared-retention';
import { renderRegister, retentionRegister, STORE_TYPES } from '../../lib/privacy/retention-register';
import { ruleOf } from '../commitments/describe-rules';
import { problems, stack } from '../commitments/template';
import { exampleAssembly } from '../support/assembly';

jest.setTimeout(120_000);

const rule = ruleOf('TN-19.RetentionStated');
const days = (Type: string, Properties: Record<string, unknown>, Metadata?: Record<string, unknown>) => {
  const [entry] = retentionRegister(new Assembly([stack({ Store: { Type, Properties, Metadata } })]));
  return entry?.because === undefined ? 'unstated' : (entry.days ?? entry.because);
};

const bucketWith = (...Rules: object[]) => ({
  LifecycleConfiguration: { Rules: Rules.map((one) => ({ Status: 'Enabled', ...one })) },
});
const versioned = { VersioningConfiguration: { Status: 'Enabled' } };
const after = (NoncurrentDays: number) => ({ NoncurrentVersionExpiration: { NoncurrentDays } });

describe('the settings of a store say how long it keeps what it holds (TN-19)', () => {
  test.each([
    ['a bucket that deletes all', bucketWith({ ExpirationInDays: 7 }), 7],
    [
      'a versioned one, deleted versions included',
      { ...versioned, ...bucketWith({ ExpirationInDays: 7, ...after(14) }) },
      21,
    ],
    ['in two rules', { ...versioned, ...bucketWith({ ExpirationInDays: 7 }, after(14)) }, 21],
    ['the shortest of several rules', bucketWith({ ExpirationInDays: 7 }, { ExpirationInDays: 3 }), 3],
    [
      'a versioned one that keeps deleted versions',
      { ...versioned, ...bucketWith({ ExpirationInDays: 7 }) },
      'unstated',
    ],
    ['one that deletes a folder only', bucketWith({ Prefix: 'jobs/', ExpirationInDays: 7 }), 'unstated'],
    [
      'one that deletes what has a tag',
      bucketWith({ TagFilters: [{ Key: 'a', Value: 'b' }], ExpirationInDays: 7 }),
      'unstated',
    ],
    ['one that deletes large objects', bucketWith({ ObjectSizeGreaterThan: '1', ExpirationInDays: 7 }), 'unstated'],
    ['one whose rule is off', bucketWith({ Status: 'Disabled', ExpirationInDays: 7 }), 'unstated'],
    ['one without rules', {}, 'unstated'],
  ])('%s', (_, properties, expected) => {
    expect(days('AWS::S3::Bucket', properties)).toBe(expected);
  });

  test.each([
    ['AWS::Logs::LogGroup', { RetentionInDays: 400 }, 400],
    ['AWS::Logs::LogGroup', {}, 'unstated'],
    ['AWS::SQS::Queue', {}, 4],
    ['AWS::SQS::Queue', { MessageRetentionPeriod: 1_209_600 }, 14],
    ['AWS::Kinesis::Stream', {}, 1],
    ['AWS::Backup::BackupVault', { LockConfiguration: { MaxRetentionDays: 62 } }, 62],
    ['AWS::Backup::BackupVault', {}, 'unstated'],
    ['AWS::DynamoDB::Table', { TimeToLiveSpecification: { Enabled: true } }, 'unstated'],
    ['AWS::Cognito::UserPool', {}, 'unstated'],
  ])('%s with %j', (type, properties, expected) => {
    expect(days(type, properties)).toBe(expected);
  });

  test('a backup plan has the longest of its rules, copies included; one rule without an end is none at all', () => {
    const of = (...BackupPlanRule: object[]) => days('AWS::Backup::BackupPlan', { BackupPlan: { BackupPlanRule } });
    const Lifecycle = { DeleteAfterDays: 7 };
    expect(of({ Lifecycle }, { Lifecycle: { DeleteAfterDays: 35 } })).toBe(35);
    expect(of({ Lifecycle, CopyActions: [{ Lifecycle: { DeleteAfterDays: 62 } }] })).toBe(62);
    expect(of({ Lifecycle, CopyActions: [{}] })).toBe('unstated');
    expect(of({ Lifecycle: {} })).toBe('unstated');
  });
});

describe('what settings can not say is declared', () => {
  test('at the store, where a template shows it', () => {
    const inside = new Stack(createApp(), 'stack');
    declareRetention(new s3.Bucket(inside, 'Bucket'), { because: 'files live as long as their site' });
    Template.fromStack(inside).hasResource('AWS::S3::Bucket', {
      Metadata: { 'cordon:retention': { because: 'files live as long as their site' } },
    });
  });

  test('at nothing that holds nothing', () => {
    const inside = new Stack(createApp(), 'stack');
    expect(() => declareRetention(inside, { because: 'it is a stack' })).toThrow(/stack is no resource/);
  });

  test('of a database with how long RDS keeps its own backups', () => {
    const declared = { 'cordon:retention': { because: 'it lives as long as its site' } };
    expect(days('AWS::RDS::DBInstance', { BackupRetentionPeriod: 14 }, declared)).toBe(
      'it lives as long as its site; RDS keeps its own backups for 14 days',
    );
  });
});

describe('TN-19.RetentionStated', () => {
  const declared = { 'cordon:retention': { because: 'it lives as long as its site' } };

  test('is satisfied by a setting or by a declaration', () => {
    const good = {
      Set: { Type: 'AWS::S3::Bucket', Properties: bucketWith({ ExpirationInDays: 7 }) },
      Declared: { Type: 'AWS::DynamoDB::Table', Metadata: declared },
      Queue: { Type: 'AWS::SQS::Queue' },
      Topic: { Type: 'AWS::SNS::Topic' },
    };
    expect(problems(rule, stack(good))).toEqual([]);
  });

  test.each(STORE_TYPES.filter((type) => !/Queue|Stream|LogGroup/.test(type)))(
    'finds a %s that says nothing',
    (Type) => {
      expect(problems(rule, stack({ Store: { Type } }))).toEqual([
        expect.stringMatching(/^Store Retention is stated nowhere/),
      ]);
    },
  );
});

describe('the register of the example platform', () => {
  const register = retentionRegister(Assembly.read(exampleAssembly().directory));

  test('has every store with a maximum or a reason', () => {
    expect(register.filter(({ because }) => because === undefined)).toEqual([]);
    expect(new Set(register.map(({ type }) => type)).size).toBeGreaterThan(5);
  });

  test('keeps no recovery point of a server longer than an erasure receipt says (D9)', () => {
    const backups = register.filter(({ type }) => type.startsWith('AWS::Backup'));
    expect(Math.max(...backups.map(({ days = Infinity }) => days))).toBe(62);
  });

  test('keeps no log longer than thirteen months, a fortnight of deleted versions aside', () => {
    for (const { days, stack: path } of register.filter(
      ({ type, name }) => /LogGroup/.test(type) || /archive|logs/.test(name),
    )) {
      expect([path, days! <= 430]).toEqual([path, true]);
    }
  });

  test('is a table for people, a row for each kind of store', () => {
    const text = renderRegister(register);
    expect(text).toMatch(/^\| stack \| store \|/);
    expect(text).toMatch(
      /\| data \| Attachments\w+ \| S3::Bucket \| see why \| an attachment lives as long as its site/,
    );
    expect(text.split('\n').length).toBeLessThan(register.length / 2);
  });
});
