import fc from 'fast-check';
import { acknowledged, resolved } from '../../../lambda/manage-incident/changes';
import { declared } from '../../../lambda/manage-incident/breach';
import type { Finding } from '../../../lambda/open-incident/finding';
import { take } from '../../../lambda/open-incident/take';
import { EVERY_SITE, SEVERITIES } from '../../../lambda/shared/incidents/incident';
import { HOUR, MINUTE } from '../../../lambda/shared/incidents/deadlines';
import { advance } from '../../../lambda/watch-incidents/advance';
import { after, POLICY } from './incident-records';
import { MemoryStore } from './memory-store';

/** What can happen, in any order: an event of one of three resources, a person, or time that passes with sweeps or without. */
const step = fc.oneof(
  fc.record({
    do: fc.constant('event' as const),
    resource: fc.constantFrom('a', 'b', 'c'),
    severity: fc.constantFrom(...SEVERITIES),
  }),
  fc.record({ do: fc.constantFrom('acknowledge' as const, 'resolve' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('breach' as const), which: fc.nat(5), awareHoursAgo: fc.nat(20) }),
  fc.record({ do: fc.constant('tell customer' as const), which: fc.nat(5) }),
  fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 400 }) }),
  fc.record({ do: fc.constant('outage' as const), minutes: fc.integer({ min: 1, max: 2000 }) }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

interface Sent {
  readonly incident: string;
  readonly name: string;
  readonly at: number;
  /** Deadline of the notices of the incident, as it was then. */
  readonly deadline?: number;
}

const SWEEP = 5 * MINUTE;

/** A world of its own: the real decisions, on a clock that the test moves. */
class World {
  public readonly store = new MemoryStore();
  public readonly sent: Sent[] = [];
  public now = after({}).getTime();
  /** Times in which nobody looked. */
  public readonly outages: [number, number][] = [];
  private events = 0;
  private readonly byKey = new Map<string, string>();

  public async play(one: Step): Promise<void> {
    switch (one.do) {
      case 'event':
        return this.event(one.resource, one.severity);
      case 'acknowledge':
        return this.person(one.which, (incident) =>
          acknowledged(incident, { action: 'acknowledge', incident: incident.id, by: 'Ann' }, this.asked),
        );
      case 'resolve':
        return this.person(one.which, (incident) =>
          resolved(
            incident,
            { action: 'resolve', incident: incident.id, by: 'Ann', text: 'it was nothing' },
            this.asked,
          ),
        );
      case 'breach':
        return this.breach(one.which, one.awareHoursAgo);
      case 'tell customer':
        return this.person(one.which, (incident) => {
          const { breach } = incident;
          if (!breach || breach.sent >= breach.customers) return undefined;
          return { incident: { ...incident, breach: { ...breach, sent: breach.sent + 1 } }, entries: [] };
        });
      case 'wait':
        return this.wait(one.minutes);
      case 'outage':
        this.outages.push([this.now, this.now + one.minutes * MINUTE]);
        this.now += one.minutes * MINUTE;
        // A late sweep.
        return this.sweep();
    }
  }

  public async sweep(): Promise<void> {
    for (const { id, state } of [...this.store.incidents.values()]) {
      if (state === 'resolved') continue;
      await advance(id, {
        store: this.store,
        policy: POLICY,
        now: new Date(this.now),
        tell: (incident, { name }) => {
          const deadline = incident.breach && Date.parse(incident.breach.noticeDueAt);
          this.sent.push({ incident: incident.id, name, at: this.now, deadline });
          return Promise.resolve();
        },
      });
    }
  }

  private async wait(minutes: number): Promise<void> {
    const until = this.now + minutes * MINUTE;
    while (this.now < until) {
      this.now = Math.min(until, this.now + SWEEP);
      await this.sweep();
    }
  }

  private async event(resource: string, severity: Finding['severity']): Promise<void> {
    const finding = { source: 's', type: 't', resource, severity, title: 'x', affects: EVERY_SITE };
    const event = `event-${++this.events}`;
    const existing = this.store.incidents.get(this.byKey.get(resource) ?? '');
    const occasion = { event, now: new Date(this.now), newId: `inc-${event}`, policy: POLICY };
    const { id } = this.store.keep(take(finding, existing, occasion));
    this.byKey.set(resource, id);
    await this.sweep();
  }

  private async breach(which: number, awareHoursAgo: number): Promise<void> {
    const awareAt = new Date(this.now - awareHoursAgo * HOUR).toISOString();
    const words = { what: 'x', data: 'x', when: 'x', measures: 'x', advice: 'x', by: 'Ann', awareAt };
    await this.person(which, (incident) =>
      declared(incident, { action: 'declare-breach', incident: incident.id, ...words }, 2, this.asked, POLICY),
    );
    await this.sweep();
  }

  private async person(which: number, change: Parameters<MemoryStore['change']>[1]): Promise<void> {
    const incident = [...this.store.incidents.values()][which];
    if (!incident) return;
    try {
      await this.store.change(incident.id, change);
    } catch (error) {
      if ((error as Error).name !== 'Refusal') throw error;
    }
  }

  private get asked() {
    return { at: new Date(this.now).toISOString(), execution: 'e' };
  }
}

async function play(steps: readonly Step[]): Promise<World> {
  const world = new World();
  for (const one of steps) await world.play(one);
  return world;
}

const courses = fc.array(step, { maxLength: 40 });

test('whatever happens, no key has two unresolved incidents whose windows are open', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async (steps) => {
      const { store, now } = await play(steps);
      const open = [...store.incidents.values()].filter(
        ({ state, lastSeenAt }) => state !== 'resolved' && now - Date.parse(lastSeenAt) < POLICY.dedupeHours * HOUR,
      );
      const keys = open.map(({ resource }) => resource);
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 200 },
  );
});

test('IR-03: whatever happens, an incident that nobody acknowledged reaches the second level when the first had its time, and all of them later', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async (steps) => {
      const { store, now, sent } = await play(steps);
      for (const incident of store.incidents.values()) {
        const { state, severity, round, escalatesFrom, id } = incident;
        if (state !== 'open' || severity === 'low') continue;
        const passed = (now - Date.parse(escalatesFrom)) / MINUTE;
        const names = sent.filter((one) => one.incident === id).map(({ name }) => name);
        expect(names).toContain(`level-1.${round}`);
        // The last step may be a sweep ago.
        if (passed >= 15 + 5) expect(names).toContain(`level-2.${round}`);
        if (passed >= 75 + 5) expect(names).toContain(`level-3.${round}`);
        if (passed >= 315 + 5) expect(names).toContain(`everyone.${round}`);
      }
    }),
    { numRuns: 200 },
  );
});

test('whatever happens, nobody is told the same twice', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async (steps) => {
      const { sent } = await play(steps);
      const told = sent.map(({ incident, name }) => `${incident} ${name}`);
      expect(new Set(told).size).toBe(told.length);
    }),
    { numRuns: 200 },
  );
});

test('IR-01: whatever happens, reminders of a breach come before its deadline, and none is left out unless nobody looked', async () => {
  await fc.assert(
    fc.asyncProperty(courses, async (steps) => {
      const { store, now, sent, outages } = await play(steps);
      for (const { name, at, deadline } of sent) {
        if (/^breach-\d+h$/.test(name)) expect(at).toBeLessThan(deadline ?? 0);
      }
      for (const { id, breach, state } of store.incidents.values()) {
        if (!breach) continue;
        const due = Date.parse(breach.noticeDueAt);
        const at = (name: string) => sent.find((one) => one.incident === id && one.name === name)?.at;
        for (const hours of POLICY.breachReminderHours) {
          const sentAt = at(`breach-${hours}h`);
          const open = state !== 'resolved' && breach.sent < breach.customers;
          const reminder = due - hours * HOUR;
          const unseen = outages.some(([from, to]) => from <= reminder && to >= due);
          if (open && now >= reminder + SWEEP && now < due && !unseen) expect(sentAt).toBeDefined();
        }
        if (state !== 'resolved' && breach.sent < breach.customers && now >= due + SWEEP) {
          expect(at('breach-overdue')).toBeDefined();
        }
      }
    }),
    { numRuns: 200 },
  );
});
