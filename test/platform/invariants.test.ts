import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Assembly } from '../../lib/commitments/assembly';
import { dummies, missingFacts, oversized, statefulIds } from '../../lib/commitments/invariants';
import { exampleAssembly } from '../support/assembly';

const folder = exampleAssembly().directory;
const assembly = Assembly.read(folder);
const runbook = readFileSync(join(__dirname, '..', '..', 'docs', 'runbook.md'), 'utf8');
const sections = new Set(
  [...runbook.matchAll(/^## (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replace(/[^a-z0-9 -]/g, '')
      .replaceAll(' ', '-'),
  ),
);

/** Anchors of the runbook in a template: those of alarms and of notices. */
function runbookAnchors(text: string): string[] {
  return [...text.matchAll(/runbook\.[a-z]+\.example\/cordon#([a-z0-9-]+)/g)].map(([, anchor]) => anchor!);
}

test('synth asks an account for nothing', () => {
  expect(missingFacts(folder)).toEqual([]);
  expect(dummies(assembly)).toEqual([]);
});

test('every stack leaves room below the limits of CloudFormation', () => {
  expect(oversized(assembly)).toEqual([]);
});

test('every alarm and notice links to a section of the runbook, and every section has one that links to it', () => {
  const linked = new Set(assembly.stacks.flatMap(({ text }) => runbookAnchors(text)));
  expect([...linked].filter((anchor) => !sections.has(anchor))).toEqual([]);
  // RDS writes the text of its events itself, so none can carry a link.
  expect([...sections].filter((section) => !linked.has(section))).toEqual(['database-events']);
});

test('what customers rely on is locked for good; elsewhere a lock can be lifted, so that an experiment can end', () => {
  const modes = assembly.stacks.flatMap(({ environment, resources }) =>
    [...resources.values()].flatMap(({ type, logicalId, properties }) => {
      if (type === 'AWS::Backup::BackupVault') {
        return [
          [environment, 'ChangeableForDays' in (properties.LockConfiguration as object) ? 'COMPLIANCE' : 'GOVERNANCE'],
        ];
      }
      const lock = properties.ObjectLockConfiguration as { Rule: { DefaultRetention: { Mode: string } } } | undefined;
      // Erasure on request has to reach site backups, in production too (D17).
      return lock && !logicalId.startsWith('SiteBackups') ? [[environment, lock.Rule.DefaultRetention.Mode]] : [];
    }),
  );
  expect([...new Set(modes.map((mode) => mode.join(' ')))].sort()).toEqual([
    'delivery COMPLIANCE',
    'development GOVERNANCE',
    'production COMPLIANCE',
    'test GOVERNANCE',
  ]);
});

test('what holds data keeps its logical id: a change here replaces a database, a bucket or a key', () => {
  const production = assembly.stacks.filter(({ stage }) =>
    /^(production-(account|ap-southeast-[24])|delivery-account)$/.test(stage),
  );
  const ids = production.map(
    (stack) =>
      `${stack.location.path}\n${statefulIds(stack)
        .map((id) => `  ${id}\n`)
        .join('')}`,
  );
  expect(ids.join('\n')).toMatchSnapshot();
});
