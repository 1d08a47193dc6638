import { Assembly } from '../../lib/commitments/assembly';
import { Alarm, UNKNOWN } from '../support/alarms/alarm';
import type { AlarmState, Measured } from '../support/alarms/alarm';
import { exampleAssembly } from '../support/assembly';
import { ALARM_SAMPLES } from './alarm-samples';
import type { AlarmSample } from './alarm-samples';

/** Every alarm of every stage, with its place. */
const alarms = Assembly.read(exampleAssembly().directory).stacks.flatMap(({ location, resources }) =>
  [...resources.values()]
    .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
    .map((resource) => ({ place: `${location.path} ${resource.logicalId}`, alarm: new Alarm(resource) })),
);

const bySample = new Map<string, typeof alarms>();
for (const one of alarms) {
  const name = nameOfSample(one.alarm);
  bySample.set(name, [...(bySample.get(name) ?? []), one]);
}

/** Its section of the runbook, and its metric where only that tells it from other alarms of the section. */
function nameOfSample({ runbook, metrics }: Alarm): string {
  const withMetric = `${runbook} ${[...metrics].join(' ')}`;
  return withMetric in ALARM_SAMPLES ? withMetric : String(runbook);
}

test('it is written down of every alarm what is quiet, what is loud and what silence means (AV-08)', () => {
  expect([...bySample.keys()].sort()).toEqual(Object.keys(ALARM_SAMPLES).sort());
});

test('every alarm says itself what it makes of missing data', () => {
  expect(alarms.filter(({ alarm }) => alarm.missingData === undefined).map(({ place }) => place)).toEqual([]);
});

test('CloudWatch takes every alarm', () => {
  expect(alarms.flatMap(({ place, alarm }) => alarm.refusals().map((reason) => `${place}: ${reason}`))).toEqual([]);
});

describe.each(Object.entries(ALARM_SAMPLES))('%s', (name, sample) => {
  const group = bySample.get(name) ?? [];

  test('rises when its measurements cross the threshold, not before, and falls when they are back (AV-08)', () => {
    const wrong = group.flatMap(({ place, alarm }) =>
      cases(sample).flatMap((given) => there(alarm, sample, given).map((problem) => `${place}: ${problem}`)),
    );
    expect(group.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test('comes to what is meant when it hears nothing any more', () => {
    const wrong = group.flatMap(({ place, alarm }) =>
      cases(sample).flatMap((given) => inSilence(alarm, sample, given).map((problem) => `${place}: ${problem}`)),
    );
    expect(wrong).toEqual([]);
  });
});

interface Given {
  readonly quiet: number | Measured;
  readonly loud: number | Measured;
  /** See Alarm.points. */
  readonly fillsEmpty: boolean;
}

function cases({ quiet, loud }: AlarmSample): Given[] {
  return quiet.flatMap((calm) =>
    loud.flatMap((storm) => [true, false].map((fillsEmpty) => ({ quiet: calm, loud: storm, fillsEmpty }))),
  );
}

/** Quiet, loud, quiet: the states that are not as they should be. */
function there(alarm: Alarm, sample: AlarmSample, { quiet, loud, fillsEmpty }: Given): string[] {
  const calm = periods(alarm, quiet, sample);
  const storm = periods(alarm, loud, { ...sample, every: 1 });
  const states = run(alarm, [...calm, ...storm, ...calm], fillsEmpty);
  const end = calm.length + storm.length - 1;
  // Where a good period comes rarely, the last one counts for a while, as it is meant to.
  const early = sample.every === undefined ? states.slice(calm.length, calm.length + sample.after - 1) : [];
  return [
    ...unlike('OK', states[calm.length - 1]!, `after ${JSON.stringify(quiet)}`),
    ...early.flatMap((state, index) => unlike('OK', state, `${index + 1} periods into ${JSON.stringify(loud)}`)),
    ...(alarm.datapoints === sample.after ? [] : [`rises after ${alarm.datapoints} periods, not ${sample.after}`]),
    ...unlike('ALARM', states[end]!, `after ${JSON.stringify(loud)}`),
    ...unlike('OK', states.at(-1)!, `back at ${JSON.stringify(quiet)}`),
  ];
}

function inSilence(alarm: Alarm, sample: AlarmSample, { quiet, loud, fillsEmpty }: Given): string[] {
  const nothing = periods(alarm, {}, sample);
  return (
    [
      ['OK', quiet],
      ['ALARM', loud],
    ] as const
  ).flatMap(([before, measured]) => {
    const states = run(alarm, [...periods(alarm, measured, sample), ...nothing], fillsEmpty);
    const expected = sample.silence === 'as before' ? before : sample.silence;
    return unlike(expected, states.at(-1)!, `silent after ${JSON.stringify(measured)}`);
  });
}

/** As many periods as the alarm looks at. */
function periods(alarm: Alarm, measured: number | Measured, { every = 1 }: AlarmSample): Measured[] {
  const shown =
    typeof measured === 'number'
      ? Object.fromEntries([...alarm.metrics].map((metric) => [metric, measured]))
      : measured;
  return Array.from({ length: alarm.periods }, (_, index) => (index % every === 0 ? shown : {}));
}

/** The state after each period, from the first measurement on. */
function run(alarm: Alarm, measured: readonly Measured[], fillsEmpty: boolean): AlarmState[] {
  const states: AlarmState[] = [];
  // Of every moment CloudWatch sees no more than the periods that it evaluates.
  for (let end = 1; end <= measured.length; end += 1) {
    const points = alarm.points(measured.slice(Math.max(0, end - alarm.periods), end), fillsEmpty);
    states.push(alarm.stateAfter(points, states.at(-1) ?? UNKNOWN));
  }
  return states;
}

function unlike(expected: AlarmState, found: AlarmState, when: string): string[] {
  return expected === found ? [] : [`${found} ${when}, where ${expected} is meant`];
}
