import { requestSchema, resultsOf } from '../../../lambda/record-results/results';
import { describeTaskError } from '../../../lambda/shared/task-error';
import type { Step } from '../../../lambda/shared/step';
import { BACKED_UP, done, failed, lines, RESTORED, step, VERIFIED } from '../support/worker-said';

const AT = '2026-03-08T03:00:00.000Z';
const results = (
  operation: Step['operation'],
  sites: readonly string[],
  outcomes: string | undefined,
  rest: { readonly at?: string; readonly error?: object } = {},
) => resultsOf(requestSchema.parse({ step: step(operation, sites), at: AT, execution: 'one', ...rest }), outcomes);

describe('a backup that is done', () => {
  test('becomes a complete backup of the registry', () => {
    expect(results('backup', ['acme'], lines(done('acme', BACKED_UP)))).toEqual([
      {
        site: 'acme',
        record: { operation: 'backup', at: AT, execution: 'one', outcome: 'done', result: { ...BACKED_UP } },
        backup: {
          id: '2026-03-08-1-night',
          localDate: '2026-03-08',
          run: 'night',
          slot: 'daily',
          state: 'complete',
          startedAt: BACKED_UP.startedAt,
          snapshotAt: BACKED_UP.snapshotAt,
          bytes: 4711,
          attachmentsOf: '2026-03-07-1-night',
        },
      },
    ]);
  });

  test('counts as failed where the worker does not say enough of it', () => {
    const { snapshotAt, ...rest } = BACKED_UP;
    expect(snapshotAt).toBeDefined();
    const [result] = results('backup', ['acme'], lines(done('acme', rest)));
    expect(result?.backup).toBeUndefined();
    expect(result?.record).toMatchObject({
      outcome: 'failed',
      error: { kind: 'Unexpected', message: expect.stringContaining('snapshotAt') },
    });
  });
});

describe('what is measured', () => {
  test('of a restore is its time, and how old the data were when it was asked for', () => {
    const [result] = results('restore', ['acme'], lines(done('acme', RESTORED)), { at: '2026-03-08T10:00:41+01:00' });
    expect(result?.record).toMatchObject({ outcome: 'done', rpoSeconds: 6 * 3600, rtoSeconds: 20.25 });
    expect(result?.proof).toBeUndefined();
  });

  test('of a proof is the same', () => {
    const [result] = results('verify', ['acme'], lines(done('acme', VERIFIED)), { at: '2026-03-08T03:01:41Z' });
    expect(result).toMatchObject({ proof: '2026-03-08-1-night', record: { rpoSeconds: 60, rtoSeconds: 4.5 } });
  });

  test('of a proof is no recovery point where the backup was made only afterwards', () => {
    const [result] = results('verify', ['acme'], lines(done('acme', VERIFIED)));
    expect(result?.record).toMatchObject({ rtoSeconds: 4.5 });
    expect(result?.record).not.toHaveProperty('rpoSeconds');
  });
});

test.each([
  ['onboard', 'active'],
  ['retire', 'retired'],
  ['erase', 'erased'],
  ['clone', undefined],
  ['export', undefined],
  ['restore', undefined],
] as const)('after %s a site is %s', (operation, state) => {
  const [result] = results(operation, ['acme'], lines(done('acme', RESTORED)));
  expect(result?.record.outcome).toBe('done');
  expect(result?.state).toBe(state);
});

describe('a failure', () => {
  test('is kept by kind and message, and changes no state', () => {
    const outcomes = lines(failed('acme', 'AlreadyRunning', 'Site acme is being worked on'));
    expect(results('onboard', ['acme'], outcomes)).toEqual([
      {
        site: 'acme',
        record: {
          operation: 'onboard',
          at: AT,
          execution: 'one',
          outcome: 'failed',
          error: { kind: 'AlreadyRunning', message: 'Site acme is being worked on' },
        },
      },
    ]);
  });

  test('for damage says of which backup, if the worker knew', () => {
    const damaged = (backup?: string) => failed('acme', 'BackupDamaged', 'The dump is damaged', backup);
    const of = (backup?: string) => results('verify', ['acme'], lines(damaged(backup)))[0]?.damage;
    expect(of('2026-03-08-1-night')).toBe('2026-03-08-1-night');
    expect(of()).toBeUndefined();
    const missing = failed('acme', 'BackupMissing', 'There is none', '2026-03-08-1-night');
    expect(results('verify', ['acme'], lines(missing))[0]?.damage).toBeUndefined();
  });

  test('is kept in its first thousand characters', () => {
    const [result] = results('verify', ['acme'], lines(failed('acme', 'DatabaseFailed', 'x'.repeat(5000))));
    expect(result?.record.error?.message).toHaveLength(1000);
  });
});

describe('a worker that ended early', () => {
  const error = { Error: 'States.TaskFailed', Cause: '{"StopCode":"EssentialContainerExited"}' };

  test('leaves the sites that it had come to, and fails the others', () => {
    const outcomes = lines(done('acme', BACKED_UP), failed('brut', 'NotOnboarded', 'no secret'));
    const all = results('backup', ['acme', 'brut', 'cava'], outcomes, { error });
    expect(all.map(({ site, record }) => [site, record.outcome, record.error?.kind])).toEqual([
      ['acme', 'done', undefined],
      ['brut', 'failed', 'NotOnboarded'],
      ['cava', 'failed', 'WorkerEnded'],
    ]);
    expect(all[2]?.record.error?.message).toBe('States.TaskFailed: EssentialContainerExited');
  });

  test('fails all sites if it never wrote a word', () => {
    const all = results('backup', ['acme', 'brut'], undefined, { error });
    expect(all.map(({ record }) => record.error?.kind)).toEqual(['WorkerEnded', 'WorkerEnded']);
  });

  test('fails a site without a word even if the task says that all is well', () => {
    const [result] = results('backup', ['acme'], '');
    expect(result?.record.error).toEqual({
      kind: 'WorkerEnded',
      message: 'The worker ended without a word about this site',
    });
  });

  test('is not misread: a line that is torn, or about a site of no concern, says nothing', () => {
    const torn = `${JSON.stringify(done('brut', BACKED_UP)).slice(0, 40)}\n`;
    const other = lines(done('other', BACKED_UP));
    const all = results('backup', ['acme', 'brut'], `${lines(done('acme', BACKED_UP))}${torn}${other}`);
    expect(all.map(({ site, record }) => [site, record.outcome])).toEqual([
      ['acme', 'done'],
      ['brut', 'failed'],
    ]);
  });
});

test('a link to an export, as good as a password, is not kept', () => {
  const link = 'https://exports.s3.eu-central-1.amazonaws.com/acme.zip?X-Amz-Expires=14400&X-Amz-Signature=abc123';
  const outcomes = lines(done('acme', { export: 'acme/one.zip', bytes: 5, link }));
  const [result] = results('export', ['acme'], outcomes);
  expect(result?.record.result).toEqual({ export: 'acme/one.zip', bytes: 5, link: 'in the outcomes of this run' });
});

describe('why a task ended', () => {
  const describe_ = (Cause: string, Error = 'States.TaskFailed') => describeTaskError({ Error, Cause });

  test('is found in the description of an ECS task, of which nothing else is kept', () => {
    const Cause = JSON.stringify({
      Attachments: [{ Details: [{ Name: 'subnetId', Value: 'subnet-1' }] }],
      Overrides: {
        ContainerOverrides: [{ Command: ['backup'], Environment: [{ Name: 'PGPASSWORD', Value: 'hunter2' }] }],
      },
      Containers: [{ Name: 'worker', ExitCode: 137, Reason: 'OutOfMemoryError: container killed' }],
      StopCode: 'EssentialContainerExited',
      StoppedReason: 'Essential container in task exited',
    });
    expect(describe_(Cause)).toBe(
      'States.TaskFailed: EssentialContainerExited; Essential container in task exited; exit code 137; ' +
        'OutOfMemoryError: container killed',
    );
  });

  test('is what a function says', () => {
    expect(describe_('{"errorType":"Error","errorMessage":"no capacity"}', 'Error')).toBe('Error: Error; no capacity');
  });

  test.each([
    ['connect postgres://platform:hunter2@db:5432 failed', 'connect postgres://platform:***@db:5432 failed'],
    ['PGPASSWORD=hunter2 is wrong', 'PGPASSWORD=*** is wrong'],
    ['"secretString": "hunter2 and more", rest', '"secretString": ***, rest'],
    ['key AKIAIOSFODNN7EXAMPLE refused', 'key *** refused'],
    ['GET /zip?X-Amz-Signature=hunter2', 'GET /zip?X-Amz-Signature=***'],
  ])('never shows a secret: %s', (said, shown) => {
    expect(describe_(said)).toBe(`States.TaskFailed: ${shown}`);
    expect(describe_(JSON.stringify({ errorMessage: said }))).toBe(`States.TaskFailed: ${shown}`);
  });

  test('is cut after 300 characters, and no part of a secret is left at the cut', () => {
    expect(describe_('x'.repeat(1000))).toBe(`States.TaskFailed: ${'x'.repeat(300)}`);
    expect(describe_(`${'x'.repeat(285)} password=hunter2hunter2`)).not.toContain('hunter');
  });

  test('is at least the name of the error', () => {
    expect(describe_('')).toBe('States.TaskFailed');
    expect(describe_('{"Overrides":{}}')).toBe('States.TaskFailed');
    expect(describe_('[1]')).toBe('States.TaskFailed');
  });
});
