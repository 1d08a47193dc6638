import { Match, Template } from 'aws-cdk-lib/assertions';
import { newApiKey, renderApiKey } from '../../lambda/shared/identity/api-key';
import { createApp } from '../../lib/platform/app';
import { matchesFilter } from '../audit/filter-pattern';
import { identityStack } from './identity-stack-fixture';

jest.setTimeout(60_000);

const template = Template.fromStack(identityStack(createApp()));

interface Filter {
  readonly Properties: { readonly FilterPattern: string; readonly MetricTransformations: { MetricName: string }[] };
}
const filters = Object.values(template.findResources('AWS::Logs::MetricFilter')) as Filter[];

/** Whether a line of the log is counted as none of its kind, by any of the filters. */
function counted(kind: 'Access' | 'Change', line: string): boolean {
  const own = filters.filter(
    ({ Properties }) => Properties.MetricTransformations[0]?.MetricName === `Invalid${kind}Records`,
  );
  expect(own).toHaveLength(2);
  return own.some(({ Properties: { FilterPattern: pattern } }) => {
    // `-"text"` stands for every line without the text; the rest are patterns of JSON, which no other line matches.
    if (pattern.startsWith('-')) return !line.includes(JSON.parse(pattern.slice(1)) as string);
    return line.startsWith('{') && matchesFilter(pattern, JSON.parse(line) as Record<string, unknown>);
  });
}

const access = {
  type: 'access',
  time: '2026-03-07T10:15:00Z',
  site: 'acme',
  user: 'acme.0123456789abcdef01234567',
  url: '/work-orders/4711',
  operation: 'view',
  sourceIp: '192.0.2.1',
  outcome: 'allowed',
};

test('a whole record of an access is not counted; one that lacks anything is, and so is any other line (LG-01)', () => {
  expect(counted('Access', JSON.stringify(access))).toBe(false);
  for (const member of ['type', 'time', 'site', 'user', 'operation', 'sourceIp', 'outcome']) {
    expect([member, counted('Access', JSON.stringify({ ...access, [member]: undefined }))]).toEqual([member, true]);
  }
  expect(counted('Access', 'Server started')).toBe(true);
});

test('the same for changes (LG-07)', () => {
  const change = {
    type: 'change',
    time: '2026-03-07T10:15:00Z',
    site: 'acme',
    user: 'u',
    entity: 'e/1',
    change: 'edit',
  };
  expect(counted('Change', JSON.stringify(change))).toBe(false);
  for (const member of Object.keys(change)) {
    expect([member, counted('Change', JSON.stringify({ ...change, [member]: undefined }))]).toEqual([member, true]);
  }
});

test.each(['access', 'change'])(
  '%s records are kept for 400 days under our key, and outlive the stack (LG-07)',
  (kind) => {
    template.hasResource('AWS::Logs::LogGroup', {
      DeletionPolicy: 'Retain',
      Properties: Match.objectLike({
        LogGroupName: `/cordon/production/application/${kind}-records`,
        KmsKeyId: Match.anyValue(),
        RetentionInDays: 400,
      }),
    });
  },
);

describe('what masks secrets in them (LG-03)', () => {
  const groups = Object.values(
    template.findResources('AWS::Logs::LogGroup', { Properties: { DataProtectionPolicy: Match.anyValue() } }),
  ) as {
    Properties: {
      DataProtectionPolicy: {
        Configuration: { CustomDataIdentifier: { Name: string; Regex: string }[] };
        Statement: object[];
      };
    };
  }[];
  const [{ Configuration, Statement } = { Configuration: { CustomDataIdentifier: [] }, Statement: [] }] = groups.map(
    ({ Properties }) => Properties.DataProtectionPolicy,
  );
  const masks = (text: string) => Configuration.CustomDataIdentifier.some(({ Regex }) => new RegExp(Regex).test(text));

  test('is on the logs of accesses, changes and events, counts and masks', () => {
    expect(groups).toHaveLength(3);
    expect(Statement).toEqual([
      expect.objectContaining({ Operation: { Audit: { FindingsDestination: {} } } }),
      expect.objectContaining({ Operation: { Deidentify: { MaskConfig: {} } } }),
    ]);
  });

  test.each([
    ['a token', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
    ['an API key of a site', renderApiKey(newApiKey('acme-2'))],
    ['a password in JSON', '{"password":"hunter22"}'],
    ['a password in a form', 'user=x&PassWord=hunter22'],
  ])('knows %s', (_, secret) => {
    expect(masks(`before ${secret} after`)).toBe(true);
  });

  test('takes a record for none', () => {
    expect(masks(JSON.stringify(access))).toBe(false);
  });

  test('uses only what CloudWatch Logs takes in an expression, and no more of it', () => {
    for (const { Regex } of Configuration.CustomDataIdentifier) {
      expect(Regex).toMatch(/^[A-Za-z0-9_#=@/;, \-^$?[\]{}|\\*+.]+$/);
      expect(Regex.length).toBeLessThanOrEqual(200);
    }
    expect(Configuration.CustomDataIdentifier.length).toBeLessThanOrEqual(10);
  });
});

test.each([
  ['InvalidAccessRecords', 'records-incomplete'],
  ['InvalidChangeRecords', 'records-incomplete'],
  ['LogEventsWithFindings', 'secrets-in-records'],
])('%s rings an alarm', (MetricName, section) => {
  template.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName,
    Threshold: 1,
    AlarmDescription: Match.stringLikeRegexp(`#${section}$`),
  });
});
