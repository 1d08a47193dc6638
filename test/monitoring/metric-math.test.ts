import { parseMath } from '../support/alarms/metric-math';
import type { MathContext } from '../support/alarms/metric-math';

function result(text: string, measured: MathContext['measured'], rest: Partial<MathContext> = {}) {
  return parseMath(text)({ measured, metrics: Object.keys(measured), empty: new Set(), fillsEmpty: true, ...rest });
}

test.each([
  ['1 + 2 * 3', {}, 7],
  ['(1 + 2) * 3', {}, 9],
  ['100 * FILL(errors, 0) / requests', { errors: undefined, requests: 50 }, 0],
  ['IF(requests >= 100, 100 * errors / requests, 0)', { requests: 200, errors: 20 }, 10],
  ['IF(requests >= 100, 100 * errors / requests, 0)', { requests: 99, errors: 99 }, 0],
  ['IF(a > 0 AND b < 1, 1, 0)', { a: 1, b: 0 }, 1],
  ['a > 5 OR b > 5', { a: 1, b: 9 }, 1],
  ['MAX([a, b])', { a: 1, b: undefined }, 1],
  ['SUM(METRICS())', { a: 1, b: 2, c: undefined }, 3],
])('%s of %p is %p', (text, measured: MathContext['measured'], expected) => {
  expect(result(text, measured)).toBe(expected);
});

test('what is missing on one side, or divided by zero, is missing in the result', () => {
  expect(result('a + b', { a: 1, b: undefined })).toBeUndefined();
  expect(result('a / b', { a: 1, b: 0 })).toBeUndefined();
  expect(result('MAX([a, b])', { a: undefined, b: undefined })).toBeUndefined();
});

test('a metric without any value is filled only where that is asked for', () => {
  const empty = { empty: new Set(['a']) };
  expect(result('FILL(a, 0)', { a: undefined }, { ...empty, fillsEmpty: false })).toBeUndefined();
  expect(result('FILL(a, 0)', { a: undefined }, { ...empty, fillsEmpty: true })).toBe(0);
});

test('what it does not know is an error, not a zero', () => {
  expect(() => result('ANOMALY_DETECTION_BAND(a, 2)', { a: 1 })).toThrow(/ANOMALY_DETECTION_BAND/);
  expect(() => result('a + c', { a: 1 })).toThrow(/'c', which is no metric/);
  expect(() => result('MAX(a)', { a: 1 })).toThrow(/give a list/);
  expect(() => result('a ^ 2', { a: 1 })).toThrow(/'\^' was not expected/);
  expect(() => result('(a', { a: 1 })).toThrow(/ends too early/);
});
