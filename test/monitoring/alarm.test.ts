import { Alarm } from '../support/alarms/alarm';
import type { AlarmState } from '../support/alarms/alarm';

/** Two of three at or above ten. */
const properties = {
  AlarmDescription: 'Something. What to do: https://r.example/cordon#something',
  ComparisonOperator: 'GreaterThanOrEqualToThreshold',
  Threshold: 10,
  EvaluationPeriods: 3,
  DatapointsToAlarm: 2,
  MetricName: 'Errors',
  Period: 300,
};
const after = (points: (number | undefined)[], treatment?: string, before: AlarmState = 'OK') =>
  new Alarm({ properties: { ...properties, TreatMissingData: treatment } }).stateAfter(points, before);

test('an alarm rises with as many breaching periods as it asks for, of those that it looks at', () => {
  expect(after([0, 0, 10])).toBe('OK');
  expect(after([10, 0, 10])).toBe('ALARM');
  expect(after([10, 10, 0, 0, 0])).toBe('OK');
  expect(after([9, 9, 9])).toBe('OK');
});

test.each([
  ['breaching', 'OK', 'ALARM'],
  ['notBreaching', 'ALARM', 'OK'],
  ['ignore', 'ALARM', 'ALARM'],
  ['ignore', 'OK', 'OK'],
  ['missing', 'ALARM', 'INSUFFICIENT_DATA'],
  [undefined, 'OK', 'INSUFFICIENT_DATA'],
] as const)('where missing data is %s, silence makes %s into %s', (treatment, before, expected) => {
  expect(after([undefined, undefined, undefined], treatment, before)).toBe(expected);
});

test('each comparison is what its name says', () => {
  const of = (ComparisonOperator: string, point: number) =>
    new Alarm({ properties: { ...properties, ComparisonOperator } }).stateAfter([point, point, point], 'OK');
  expect(
    ['GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'].map((name) => of(name, 10)),
  ).toEqual(['OK', 'OK', 'ALARM']);
  expect(
    ['GreaterThanThreshold', 'LessThanThreshold', 'LessThanOrEqualToThreshold'].map((name) => of(name, 11)),
  ).toEqual(['ALARM', 'OK', 'OK']);
});

test('what CloudWatch would refuse is known before', () => {
  const query = { Expression: 'SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda")', Period: 300, ReturnData: false };
  const metric = (Id: string) => ({
    Id,
    MetricStat: { Metric: { MetricName: 'Errors' }, Period: 300 },
    ReturnData: false,
  });
  const many = Array.from({ length: 11 }, (_, index) => metric(`m${index}`));
  const sum = { Id: 'sum', Expression: 'SUM(METRICS())' };
  const refusals = (Metrics: unknown[], EvaluationPeriods = 3) =>
    new Alarm({ properties: { ...properties, Metrics, EvaluationPeriods } }).refusals();
  expect(
    refusals([
      { Id: 'a', ...query },
      { Id: 'b', ...query },
      { Id: 'c', Expression: 'a + b' },
    ]),
  ).toEqual(['2 queries of Metrics Insights, where it takes one']);
  expect(refusals([...many, sum])).toEqual(['11 metrics, where it takes ten']);
  expect(refusals([metric('m0'), sum], 300)).toEqual(['it looks back 90000 seconds']);
  expect(refusals([metric('m0'), sum])).toEqual([]);
});
