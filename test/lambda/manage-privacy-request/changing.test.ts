import { ADA, act, opened, verified } from '../support/privacy-requests';

const person = { kind: 'person-erasure', site: 'acme', identifiers: ADA };
const confirm = (task: string) => ({ action: 'confirm', task, by: 'jo', note: 'mail of 3 March' });

test('the requester is verified once, by a person who says how', () => {
  const request = verified(person);
  expect(request.identity).toEqual({
    by: 'jo',
    how: 'called back on the number of the contract',
    at: '2026-03-01T09:00:00.000Z',
  });
  expect(() => act(request, { action: 'verify-identity', by: 'al', how: 'by passport' })).toThrow(/jo has verified/);
  expect(() => act(opened(person), { action: 'verify-identity', by: 'jo', how: '' })).toThrow(/how/);
});

describe('a task', () => {
  test('is confirmed with the name of who does it, and what shows it (OR-06)', () => {
    const task = act(verified(person), confirm('sub-processor-helpdesk-one')).tasks.find(({ confirmed }) => confirmed);
    expect(task).toMatchObject({
      id: 'sub-processor-helpdesk-one',
      confirmed: { by: 'jo', note: 'mail of 3 March', at: '2026-03-01T09:00:00.000Z' },
    });
  });

  test.each([
    ['before the requester is verified', opened(person), 'sub-processor-helpdesk-one', /Nobody has verified/],
    ['before what it comes after', verified(person), 'application', /comes after erase-person/],
    [
      'that there is not',
      verified(person),
      'sub-processor-nobody',
      /has no task 'sub-processor-nobody'; it has application/,
    ],
    ['twice', act(verified(person), confirm('sub-processor-helpdesk-one')), 'sub-processor-helpdesk-one', /already/],
    ['before all others, if it is the last', verified(person), 'handover', /comes after/],
  ])('is not confirmed %s', (_, request, task, message) => {
    expect(() => act(request, confirm(task))).toThrow(message);
  });
});

describe('the deadline', () => {
  test('is brought forward, and takes the tasks with it', () => {
    const request = act(verified(person), { action: 'shorten', by: 'jo', deadline: '2026-03-10T00:00:00Z' });
    expect(request.deadline).toBe('2026-03-10T00:00:00.000Z');
    for (const { deadline } of request.tasks) expect(deadline).toBe('2026-03-10T00:00:00.000Z');
  });

  test.each(['2026-03-31T09:00:00Z', '2026-04-30T00:00:00Z'])(
    'is never put off, as to %s (TN-20, TN-21)',
    (deadline) => {
      expect(() => act(verified(person), { action: 'shorten', by: 'jo', deadline })).toThrow(/never put off/);
    },
  );
});

describe('a request is closed', () => {
  test.each(['refuse', 'withdraw'])(
    'by a person who can %s it and says why; the person it was about is forgotten',
    (action) => {
      const request = act(opened(person), { action, by: 'jo', reason: 'not the person they said they were' });
      expect(request).toMatchObject({
        state: action === 'refuse' ? 'refused' : 'withdrawn',
        subject: { identifiers: [] },
        closed: { by: 'jo', reason: 'not the person they said they were' },
      });
      expect(() => act(request, confirm('copies'))).toThrow(/only an open one/);
    },
  );

  test('but not while an operation is at work', () => {
    const request = verified(person);
    const steps = request.steps.map((step) => ({ ...step, state: 'running' as const }));
    const closing = { action: 'withdraw', by: 'jo', reason: 'changed their mind' };
    expect(() => act({ ...request, steps }, closing)).toThrow(/while erase-person is at work/);
  });
});

test('an export is made once more, as it is deleted after a week; but not once a site was retired', () => {
  const request = verified({ kind: 'customer-exit', customer: 'acme' });
  const retry = { action: 'retry', step: 'export-acme', by: 'jo' };
  const done = (...ids: string[]) => ({
    ...request,
    steps: request.steps.map((step) =>
      ids.includes(step.id)
        ? { ...step, state: 'done' as const, attempt: 1, doneAt: '2026-03-02T00:00:00.000Z' }
        : step,
    ),
  });
  expect(act(done('export-acme', 'export-acme-cellar'), retry).steps[0]).toMatchObject({
    state: 'waiting',
    attempt: 1,
  });
  const exported = done('export-acme', 'export-acme-cellar', 'retire-acme-cellar');
  expect(() => act(exported, retry)).toThrow(/can't be tried again/);
});

test('only a step that has failed is tried again', () => {
  const request = verified(person);
  const retry = { action: 'retry', step: 'erase-person', by: 'jo' };
  expect(() => act(request, retry)).toThrow(
    /can't be tried again; those that can, as they failed or are exports: none/,
  );
  const failed = { ...request.steps[0]!, state: 'failed' as const, reason: 'DatabaseBusy', attempt: 1 };
  expect(act({ ...request, steps: [failed] }, retry).steps).toEqual([
    { ...failed, state: 'waiting', reason: undefined },
  ]);
});
