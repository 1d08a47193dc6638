import { errorsIn } from '../../../lambda/report-errors/reported-error';
import { readLogBatch } from '../../../lambda/shared/shipping/log-batch';
import { logBatch } from '../support/log-batch';

const errorsOf = (lines: readonly string[], group?: string) => errorsIn(readLogBatch(logBatch(lines, group))!);
const logged = (more: object = {}) =>
  JSON.stringify({ level: 'ERROR', service: 'plan-wave', message: 'sites that could not be planned', ...more });

test('an error that a function logs is one, with what it says of its cause (LG-10)', () => {
  const error = {
    name: 'TypeError',
    message: 'x is undefined',
    stack: 'TypeError: x\n    at plan (/var/task/index.js:7:3)',
  };
  expect(errorsOf([logged({ error })])).toEqual([
    {
      id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      at: 1795694400000,
      service: 'plan-wave',
      type: 'TypeError',
      message: 'sites that could not be planned: x is undefined',
      stack: error.stack,
      logGroup: '/aws/lambda/plan-wave',
      count: 1,
    },
  ]);
});

test('so is one that nothing caught, as Lambda writes it (LG-10)', () => {
  const line = JSON.stringify({
    timestamp: '2026-11-26T04:00:00Z',
    level: 'ERROR',
    message: {
      errorType: 'AccessDeniedException',
      errorMessage: 'no',
      stackTrace: ['AccessDenied: no', '    at a (b.js:1:1)'],
    },
    requestId: 'r',
  });
  expect(errorsOf([line])).toMatchObject([
    {
      service: 'plan-wave',
      type: 'AccessDeniedException',
      message: 'no',
      stack: 'AccessDenied: no\n    at a (b.js:1:1)',
    },
  ]);
});

test('and a run that took too long, of which only Lambda is left to tell (LG-10)', () => {
  const report = (status: string) => JSON.stringify({ type: 'platform.report', record: { requestId: 'r', status } });
  expect(errorsOf([report('success'), report('timeout')])).toMatchObject([
    { type: 'timeout', message: 'The run ended with timeout' },
  ]);
});

test.each([
  '{"level":"INFO","message":"planned"}',
  '{"level":"WARN","message":"sites lack backups"}',
  'START RequestId: r Version: $LATEST',
  '{"level":"ERROR"',
  '{"_aws":{},"Errors":1}',
])('no error is %s', (line) => {
  expect(errorsOf([line])).toEqual([]);
});

test('an error that a batch repeats is told once, with how often', () => {
  const other = logged({ message: 'another' });
  expect(errorsOf([logged(), other, logged(), logged()]).map(({ message, count }) => [message, count])).toEqual([
    ['sites that could not be planned', 3],
    ['another', 1],
  ]);
});

test('the same line has the same id whenever it is read, and no other line has it', () => {
  const [first] = errorsOf([logged()]);
  expect(errorsOf([logged()])[0]?.id).toBe(first?.id);
  expect(errorsOf(['{}', logged()])[0]?.id).not.toBe(first?.id);
  expect(errorsOf([logged()], '/aws/lambda/other')[0]?.id).not.toBe(first?.id);
});
