import assert from 'node:assert/strict';
import fc from 'fast-check';
import { advance, type Facts, type Progress } from '../../../lambda/advance-privacy-requests/advancing';
import { HELD_OPERATIONS, isDone, turnSince, type PrivacyRequest } from '../../../lambda/shared/privacy/request';
import { ADA, act, NOW, opened } from '../support/privacy-requests';

const HOUR = 3_600_000;
const ABOUT = [
  { kind: 'person-access', site: 'acme', identifiers: ADA },
  { kind: 'person-erasure', site: 'acme', identifiers: ADA },
  { kind: 'person-rectification', site: 'acme' },
  { kind: 'site-access', site: 'bold' },
  { kind: 'site-erasure', site: 'acme' },
  { kind: 'customer-exit', customer: 'acme' },
];

type Event =
  | { readonly what: 'hours'; readonly hours: number }
  | { readonly what: 'verify' }
  | { readonly what: 'confirm' | 'retry'; readonly which: number }
  | { readonly what: 'end'; readonly which: number; readonly well: boolean }
  | { readonly what: 'hold'; readonly on: boolean }
  | { readonly what: 'shorten' | 'lengthen'; readonly days: number }
  | { readonly what: 'withdraw' };

const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ what: fc.constant('hours' as const), hours: fc.integer({ min: 1, max: 240 }) }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('verify' as const) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('confirm' as const), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('retry' as const), which: fc.nat(9) }) },
  { weight: 6, arbitrary: fc.record({ what: fc.constant('end' as const), which: fc.nat(9), well: fc.boolean() }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('hold' as const), on: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({ what: fc.constantFrom('shorten' as const, 'lengthen' as const), days: fc.nat(40) }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('withdraw' as const) }) },
);

/** A request in simulated time: people, executions and courts do what they want, and every hour it is brought on. */
class Simulation {
  public request: PrivacyRequest;
  public now = NOW;
  public held = false;
  /** Executions by step and attempt; what was started exists, and only that. */
  private readonly executions = new Map<string, 'running' | 'well' | 'badly'>();

  constructor(about: object) {
    this.request = opened(about);
  }

  public play(event: Event): void {
    switch (event.what) {
      case 'hours':
        this.now = new Date(this.now.getTime() + event.hours * HOUR);
        break;
      case 'verify':
        this.try({ action: 'verify-identity', by: 'jo', how: 'by their passport' });
        break;
      case 'confirm': {
        const task = this.request.tasks[event.which % this.request.tasks.length];
        this.try({ action: 'confirm', task: task?.id, by: 'jo', note: 'a mail' });
        break;
      }
      case 'retry':
        this.try({ action: 'retry', step: this.request.steps[event.which % 7]?.id ?? 'none', by: 'jo' });
        break;
      case 'end': {
        const running = [...this.executions].filter(([, state]) => state === 'running');
        const [name] = running[event.which % Math.max(1, running.length)] ?? [];
        if (name !== undefined) this.executions.set(name, event.well ? 'well' : 'badly');
        break;
      }
      case 'hold':
        this.held = event.on;
        break;
      case 'shorten':
      case 'lengthen': {
        const days = event.what === 'shorten' ? -event.days : event.days;
        this.try({
          action: 'shorten',
          by: 'jo',
          deadline: new Date(Date.parse(this.request.deadline) + days * 24 * HOUR).toISOString(),
        });
        break;
      }
      case 'withdraw':
        this.try({ action: 'withdraw', by: 'jo', reason: 'changed their mind' });
    }
    this.advance();
  }

  private try(action: object): void {
    const before = this.request;
    try {
      this.request = act(before, action, this.now);
    } catch (error) {
      assert.equal((error as Error).name, 'Refused');
    }
    this.check(before);
  }

  private advance(): void {
    const before = this.request;
    const { request, starts } = advance(before, this.facts());
    for (const step of starts) {
      assert.ok(!this.held || !HELD_OPERATIONS.includes(step.operation), `${step.id} under a hold`);
      const turn = turnSince(before, step);
      // What became of a step in this very pass may be what it comes after.
      const since = turn ?? turnSince(request, step);
      assert.ok(since !== undefined && since <= this.now.toISOString(), `${step.id} before its turn`);
      assert.ok(!this.executions.has(`${step.id} ${step.attempt}`), `${step.id} twice`);
      this.executions.set(`${step.id} ${step.attempt}`, 'running');
    }
    this.request = request;
    this.check(before);
    assert.ok(request.state !== 'open' || !request.identity || !isDone(request), 'it stays open');
    // Nothing has happened meanwhile: nothing follows.
    assert.deepEqual(advance(this.request, this.facts()), { request: this.request, starts: [] });
  }

  private facts(): Facts {
    const progress = new Map<string, Progress>();
    for (const { id, state, attempt } of this.request.steps) {
      if (state !== 'running') continue;
      const found = this.executions.get(`${id} ${attempt}`);
      if (found === undefined) progress.set(id, { status: 'missing' });
      else if (found === 'running') progress.set(id, { status: 'running' });
      else if (found === 'well') progress.set(id, { status: 'done', result: { site: id } });
      else progress.set(id, { status: 'failed', reason: 'DatabaseBusy: later' });
    }
    const sites = this.held ? ['acme', 'acme-cellar', 'bold'] : [];
    return { now: this.now, progress, holds: new Map(sites.map((site) => [site, 'A court has asked for it'])) };
  }

  /** What holds after whatever happens. */
  private check(before: PrivacyRequest): void {
    const { request } = this;
    assert.ok(request.deadline <= before.deadline, 'a later deadline');
    for (const [index, task] of request.tasks.entries()) {
      assert.ok(task.deadline <= before.tasks[index]!.deadline, 'a later deadline of a task');
      assert.ok(task.deadline <= request.deadline, 'a task beyond the deadline');
      if (before.tasks[index]!.confirmed) assert.deepEqual(task.confirmed, before.tasks[index]!.confirmed);
    }
    assert.ok(request.state !== 'completed' || isDone(request), 'completed with open parts');
    if (before.state !== 'open') assert.deepEqual(request, before);
    if (request.state !== 'open' && 'identifiers' in request.subject)
      assert.equal(request.subject.identifiers.length, 0);
    assert.ok(request.identity ?? request.steps.every(({ attempt }) => attempt === 0), 'begun for a stranger');
  }
}

test('whatever happens: no completion with open tasks, no later deadline, nothing erased under a hold (TN-20, TN-21, OR-06, D9)', () => {
  let completed = 0;
  fc.assert(
    fc.property(fc.constantFrom(...ABOUT), fc.array(event, { minLength: 20, maxLength: 90 }), (about, events) => {
      const simulation = new Simulation(about);
      for (const one of events) simulation.play(one);
      if (simulation.request.state === 'completed') completed += 1;
    }),
    { numRuns: 400 },
  );
  expect(completed).toBeGreaterThan(0);
});

test.each(ABOUT)('$kind comes to its end when everybody does their part, well within its thirty days', (about) => {
  const simulation = new Simulation(about);
  simulation.play({ what: 'verify' });
  for (let hour = 0; hour < 20 * 24 && simulation.request.state === 'open'; hour += 6) {
    simulation.play({ what: 'hours', hours: 6 });
    for (let which = 0; which < 10; which += 1) {
      simulation.play({ what: 'end', which: 0, well: true });
      simulation.play({ what: 'confirm', which });
    }
  }
  expect(simulation.request.state).toBe('completed');
  expect(simulation.request.closed!.at < simulation.request.deadline).toBe(true);
});

test('a legal hold shows as the reason, and what it was in the way of starts by itself once it is lifted (D9)', () => {
  const simulation = new Simulation({ kind: 'site-erasure', site: 'acme' });
  simulation.play({ what: 'hold', on: true });
  simulation.play({ what: 'verify' });
  expect(simulation.request.steps).toMatchObject([
    { state: 'blocked', reason: 'A court has asked for it', attempt: 0 },
  ]);
  simulation.play({ what: 'hold', on: false });
  expect(simulation.request.steps).toMatchObject([{ state: 'running', attempt: 1 }]);
  // Put under hold before the execution had begun: it refuses, and nobody is at fault.
  simulation.play({ what: 'hold', on: true });
  simulation.play({ what: 'end', which: 0, well: false });
  expect(simulation.request.steps).toMatchObject([{ state: 'blocked' }]);
  simulation.play({ what: 'hold', on: false });
  expect(simulation.request.steps).toMatchObject([{ state: 'running', attempt: 2 }]);
});

test('an export is no business of a hold: nothing is taken away', () => {
  const simulation = new Simulation({ kind: 'site-access', site: 'bold' });
  simulation.play({ what: 'hold', on: true });
  simulation.play({ what: 'verify' });
  expect(simulation.request.steps).toMatchObject([{ state: 'running' }]);
});

test('a customer who leaves is erased two weeks after the retirement, not a moment sooner (TN-09)', () => {
  const simulation = new Simulation({ kind: 'customer-exit', customer: 'acme' });
  simulation.play({ what: 'verify' });
  for (const which of [0, 0]) simulation.play({ what: 'end', which, well: true });
  simulation.play({ what: 'confirm', which: 0 });
  for (const which of [0, 0]) simulation.play({ what: 'end', which, well: true });
  const states = () => simulation.request.steps.slice(-2).map(({ state }) => state);
  simulation.play({ what: 'hours', hours: 14 * 24 - 1 });
  expect(states()).toEqual(['waiting', 'waiting']);
  simulation.play({ what: 'hours', hours: 1 });
  expect(states()).toEqual(['running', 'running']);
});

test('a start that was noted and never made is made by the next one', () => {
  const request = act(opened(ABOUT[4]!), { action: 'verify-identity', by: 'jo', how: 'by their passport' });
  const facts: Facts = { now: NOW, progress: new Map(), holds: new Map() };
  const { request: noted, starts } = advance(request, facts);
  expect(starts.map(({ id, attempt }) => [id, attempt])).toEqual([['erase', 1]]);
  const later = advance(noted, { ...facts, progress: new Map([['erase', { status: 'missing' }]]) });
  expect(later.request).toEqual(noted);
  expect(later.starts.map(({ id, attempt }) => [id, attempt])).toEqual([['erase', 1]]);
});
