import { readFileSync } from 'node:fs';
import { Assembly } from '../../lib/commitments/assembly';
import { SERVICE_LEVELS } from '../../lib/monitoring/service-levels';
import { Alarm } from '../support/alarms/alarm';
import { exampleAssembly } from '../support/assembly';

const { stacks } = Assembly.read(exampleAssembly().directory);

/** Sections of the runbook that the alarms of stages link to. */
function watched(stages: RegExp): Set<string | undefined> {
  return new Set(
    stacks
      .filter(({ stage }) => stages.test(stage))
      .flatMap(({ resources }) => [...resources.values()])
      .filter(({ type }) => type === 'AWS::CloudWatch::Alarm')
      .map((resource) => new Alarm(resource).runbook),
  );
}

const rows = SERVICE_LEVELS.map(({ name, measure, objective, watchedBy }) => {
  const { production, training, test: ofTest, development } = objective;
  const cells = [production, training, ofTest, development].map((text) => text ?? '–');
  return `| ${[name, measure, ...cells, watchedBy.map((anchor) => `[${anchor}](runbook.md#${anchor})`).join(', ')].join(' | ')} |`;
});

test('the page of service levels says what the code says (AV-08)', () => {
  const page = readFileSync('docs/service-levels.md', 'utf8');
  expect(page.split('\n').filter((line) => /^\| (?!what)/.test(line))).toEqual(rows);
});

test('every objective of a kind of site is watched by alarms where such sites are (AV-08)', () => {
  const production = watched(/^production-/);
  const others = watched(/^(test|development)-/);
  const unwatched = SERVICE_LEVELS.flatMap(({ name, objective, watchedBy }) => [
    ...watchedBy.filter((anchor) => !production.has(anchor)).map((anchor) => `${name}: no ${anchor} in production`),
    ...(objective.test !== null && !watchedBy.some((anchor) => others.has(anchor)) ? [`${name}: none outside`] : []),
  ]);
  expect(unwatched).toEqual([]);
});
