import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../../lib/commitments/assembly';
import { register } from '../../lib/commitments/register';
import { commitmentProps, commitmentRules } from '../../lib/commitments/rules';
import { readApprovals } from '../../lib/config/approvals';
import { loadPlatform } from '../../lib/config/load';
import { keepRelease, readRelease, RELEASE } from '../../lib/review/kept-release';
import { renderReview } from '../../lib/review/render';
import { review } from '../../lib/review/review';
import { stack } from '../commitments/template';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(240_000);

const assembly = Assembly.read(exampleFolder());
const registered = register.map(({ id }) => id);
const kept = readRelease(RELEASE);

describe('upgrading from the kept release', () => {
  test('replaces or deletes nothing that holds data, and loses no commitment, unless config/approvals.yaml says so', () => {
    const found = review({
      base: `release ${kept!.name}`,
      before: kept!,
      after: { assembly, registered },
      rules: commitmentRules(commitmentProps(loadPlatform('config').config)),
      approvals: readApprovals('config'),
      today: new Date().toISOString().slice(0, 10),
    });
    // What is asked for is in the message: the review as the command prints it.
    if (found.decisions.refusals.length > 0) throw new Error(renderReview(found));
    expect(found.decisions.refusals).toEqual([]);
  });

  test('would be refused, were a database in it called otherwise', () => {
    const [database] = kept!.assembly.resources.filter(({ type }) => type === 'AWS::RDS::DBInstance');
    const { location, text } = database!.stack;
    const renamed = stackOf(location, text.replaceAll(`"${database!.logicalId}"`, '"Renamed"'));
    const found = review({
      ...{ base: 'it', rules: [], approvals: { resources: [], commitments: [] }, today: '2026-11-26' },
      before: kept!,
      after: { assembly: new Assembly(kept!.assembly.stacks.map((one) => (one === database!.stack ? renamed : one))) },
    });
    expect(found.decisions.refusals).toEqual([
      { what: `${location.path} ${database!.logicalId} (AWS::RDS::DBInstance) would be deleted` },
    ]);
  });

  test('the release is small enough to be kept with the sources', () => {
    const bytes = readdirSync(RELEASE).reduce((sum, file) => sum + statSync(join(RELEASE, file)).size, 0);
    expect(bytes).toBeLessThan(376_000);
  });
});

describe('a kept release', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-release-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('is read as it was kept, and is the same bytes for the same templates', () => {
    const one = { name: 'v1', commit: 'c'.repeat(40), date: '2026-11-26', registered, assembly };
    keepRelease(folder, one);
    const bytes = readFileSync(join(folder, 'templates.jsonl.br'));
    const read = readRelease(folder)!;
    expect({ ...read, assembly: null }).toEqual({ ...one, assembly: null });
    expect(read.assembly.stacks.map(({ text }) => text)).toEqual(
      assembly.stacks.map(({ text }) => JSON.stringify(JSON.parse(text))),
    );
    keepRelease(folder, { ...one, assembly: read.assembly });
    expect(readFileSync(join(folder, 'templates.jsonl.br')).equals(bytes)).toBe(true);
  });

  test('is none where nothing was kept', () => {
    expect(readRelease(join(folder, 'nothing'))).toBeUndefined();
  });
});

function stackOf(location: ReturnType<typeof stack>['location'], text: string) {
  const { Resources, Outputs } = JSON.parse(text) as {
    Resources: Parameters<typeof stack>[0];
    Outputs?: Record<string, unknown>;
  };
  return stack(Resources, { ...location, Outputs });
}
