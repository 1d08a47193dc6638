import { describeRules } from './describe-rules';
import type { Part } from './template';

const ref = (id: string) => ({ Ref: id });
const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const selector = (...fields: (readonly [string, object])[]) => ({
  FieldSelectors: fields.map(([Field, how]) => ({ Field, ...how })),
});
const trail = (properties: object): Part => ({
  Type: 'AWS::CloudTrail::Trail',
  DeletionPolicy: 'Retain',
  Properties: { IsLogging: true, S3BucketName: ref('Archive'), ...properties },
});
const retention = (Mode: string, Days: number) => ({
  ObjectLockConfiguration: { Rule: { DefaultRetention: { Mode, Days } } },
});
const archive: Part = {
  Type: 'AWS::S3::Bucket',
  Properties: { ObjectLockEnabled: true, ...retention('COMPLIANCE', 400) },
};
const lasting = (more: object = {}) => ({
  PolicyDocument: {
    Statement: {
      Effect: 'Deny',
      Principal: '*',
      Action: ['s3:DeleteObject*', 's3:PutObjectRetention', 's3:PutObjectLegalHold', 's3:BypassGovernanceRetention'],
      Resource: { 'Fn::Join': ['', [att('Archive'), '/*']] },
      ...more,
    },
  },
});
const archivePolicy: Part = { Type: 'AWS::S3::BucketPolicy', Properties: { Bucket: ref('Archive'), ...lasting() } };

describeRules([
  {
    rule: 'LG-02.ArchiveLocked',
    good: { Archive: archive, Trail: trail({}), Policy: archivePolicy },
    mutants: [
      ['records that can be deleted after a month', retention('COMPLIANCE', 30), /Days is 30; 400 or more/],
      ['a lock that somebody can lift', retention('GOVERNANCE', 400), /production needs COMPLIANCE/],
      ['no lock', { ObjectLockConfiguration: undefined }, /Mode is missing/],
    ],
  },
  {
    rule: 'LG-02.ArchiveLocked',
    good: { Policy: archivePolicy, Archive: archive, Trail: trail({}) },
    mutants: [
      ['no policy', { PolicyDocument: undefined }, /does not deny s3:DeleteObject, .*BypassGovernanceRetention/],
      ['one call left open', lasting({ Action: 's3:DeleteObject*' }), /does not deny s3:PutObjectRetention/],
      ['somebody let through', lasting({ Condition: { StringNotEquals: {} } }), /does not deny/],
      ['one role only', lasting({ Principal: { AWS: 'arn:aws:iam::1:role/other' } }), /does not deny/],
      ['some records only', lasting({ Resource: 'arn:aws:s3:::archive/trail' }), /does not deny/],
    ],
  },
  {
    rule: 'LG-02.TrailProtected',
    good: {
      Trail: trail({
        EnableLogFileValidation: true,
        KMSKeyId: att('Key'),
        CloudWatchLogsLogGroupArn: att('Group'),
      }),
      Archive: archive,
      Plain: { Type: 'AWS::S3::Bucket' },
      Key: { Type: 'AWS::KMS::Key' },
      Group: { Type: 'AWS::Logs::LogGroup' },
    },
    mutants: [
      ['a trail that is off', { IsLogging: false }, /IsLogging is not true/],
      ['files that can be changed', { EnableLogFileValidation: undefined }, /a changed file goes unnoticed/],
      ['a key of others', { KMSKeyId: 'arn:aws:kms:r:2:key/1' }, /is no key of ours/],
      ['a bucket without a lock', { S3BucketName: ref('Plain') }, /has no lock/],
      ['no log group', { CloudWatchLogsLogGroupArn: undefined }, /nobody can search/],
    ],
  },
  {
    rule: 'LG-06.DataEvents',
    good: {
      Trail: trail({
        AdvancedEventSelectors: [
          selector(['eventCategory', { Equals: ['Data'] }], ['resources.type', { Equals: ['AWS::DynamoDB::Table'] }]),
          objects({}),
        ],
      }),
      Archive: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'cordon-production-archive-111111111111-r' } },
      Files: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'cordon-production-attachments-111111111111-r' } },
    },
    mutants: [
      ['a trail that is off', { IsLogging: false }, /lacks a trail of data events/],
      ['files only', { AdvancedEventSelectors: [objects({})] }, /lacks/],
      [
        'a bucket left out',
        tables(objects({ NotStartsWith: ['arn:aws:s3:::cordon-production-attachments-'] })),
        /lacks/,
      ],
      ['writes only', tables({ FieldSelectors: [...objects({}).FieldSelectors, { Field: 'readOnly' }] }), /lacks/],
      ['one object', tables(objects({ Equals: ['arn:aws:s3:::cordon-production-attachments/a'] })), /lacks/],
    ],
  },
]);

/** All objects, or those whose names a condition takes. */
function objects(names: object): { readonly FieldSelectors: readonly object[] } {
  return selector(
    ['eventCategory', { Equals: ['Data'] }],
    ['resources.type', { Equals: ['AWS::S3::Object'] }],
    ['resources.ARN', names],
  );
}

/** A selector beside one of all tables. */
function tables(other: object) {
  const all = selector(
    ['eventCategory', { Equals: ['Data'] }],
    ['resources.type', { Equals: ['AWS::DynamoDB::Table'] }],
  );
  return { AdvancedEventSelectors: [all, other] };
}

const parameters = (change: Record<string, string | undefined> = {}) => ({
  Parameters: {
    shared_preload_libraries: 'pg_stat_statements,pgaudit',
    'pgaudit.log': 'read, write, role',
    'pgaudit.log_parameter': '0',
    log_connections: '1',
    log_statement: 'none',
    log_parameter_max_length: '0',
    log_parameter_max_length_on_error: '0',
    log_min_error_statement: 'panic',
    ...change,
  },
});
const group: Part = { Type: 'AWS::RDS::DBParameterGroup', Properties: parameters() };

describeRules([
  {
    rule: 'LG-06.DatabaseAudit',
    good: { Group: group },
    mutants: [
      ['no pgaudit', parameters({ shared_preload_libraries: 'pg_stat_statements' }), /lacks pgaudit/],
      ['writes only', parameters({ 'pgaudit.log': 'write' }), /does not record read, role/],
      ['connections of nobody knows whom', parameters({ log_connections: '0' }), /log_connections is not 1/],
      ['no parameters', { Parameters: undefined }, /does not record read, write, role/],
    ],
  },
  {
    rule: 'LG-06.DatabaseAudit',
    good: { Server: { Type: 'AWS::RDS::DBInstance', Properties: { EnableCloudwatchLogsExports: ['postgresql'] } } },
    mutants: [['a log that goes with the server', { EnableCloudwatchLogsExports: ['upgrade'] }, /lacks postgresql/]],
  },
  {
    rule: 'LG-03.DatabaseLogSilent',
    good: { Group: group },
    mutants: [
      [
        'values of audited statements',
        parameters({ 'pgaudit.log_parameter': '1' }),
        /log_parameter is 1; it must be 0/,
      ],
      ['every statement', parameters({ log_statement: 'all' }), /log_statement is all; it must be none/],
      ['values of slow ones', parameters({ log_parameter_max_length: '-1' }), /max_length is -1/],
      ['statements that fail', parameters({ log_min_error_statement: undefined }), /is missing; it must be panic/],
    ],
  },
  {
    rule: 'LG-03.CredentialsRedacted',
    good: {
      Logging: {
        Type: 'AWS::WAFv2::LoggingConfiguration',
        Properties: { RedactedFields: [header('Authorization'), header('cookie')] },
      },
    },
    mutants: [
      ['sessions', { RedactedFields: [header('authorization')] }, /RedactedFields.cookie is not redacted/],
      ['everything', { RedactedFields: undefined }, /authorization is not redacted[^]*cookie is not redacted/],
    ],
  },
]);

function header(Name: string) {
  return { SingleHeader: { Name } };
}

const settings = (minimumLength: number, remembered: number, maximumAgeDays: number) => ({
  settings: JSON.stringify({
    scope: 'account',
    account: '111111111111',
    passwordPolicy: { minimumLength, remembered, maximumAgeDays },
  }),
});
const management = [selector(['eventCategory', { Equals: ['Management'] }])];

describeRules([
  {
    rule: 'LG-04.AccountTrail',
    at: 'production-account/account',
    good: {
      Trail: trail({
        IsMultiRegionTrail: true,
        IncludeGlobalServiceEvents: true,
        AdvancedEventSelectors: management,
      }),
    },
    mutants: [
      ['one region', { IsMultiRegionTrail: false }, /production-account lacks a trail of the management events/],
      ['no service without a region', { IncludeGlobalServiceEvents: false }, /lacks/],
      ['a trail that is off', { IsLogging: false }, /lacks/],
      [
        'writes only',
        {
          AdvancedEventSelectors: [
            selector(['eventCategory', { Equals: ['Management'] }], ['readOnly', { Equals: ['false'] }]),
          ],
        },
        /lacks/,
      ],
      ['data events alone', { AdvancedEventSelectors: [selector(['eventCategory', { Equals: ['Data'] }])] }, /lacks/],
    ],
  },
  {
    rule: 'ID-02.AccountPasswords',
    at: 'production-account/account',
    good: { Settings: { Type: 'Custom::AppliedSettings', Properties: settings(14, 24, 90) } },
    mutants: [
      ['short passwords', settings(8, 24, 90), /lacks a password policy of 14 characters/],
      ['old passwords', settings(14, 1, 90), /lacks/],
      ['passwords of a year', settings(14, 24, 365), /lacks/],
      ['settings that nobody can read', { settings: '{' }, /lacks/],
    ],
  },
]);
