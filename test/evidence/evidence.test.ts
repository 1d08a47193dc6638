import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { present } from '../../lib/commitments/rule';
import { drawFigures } from '../../lib/evidence/diagrams/figures';
import { collectEvidence, type Facts } from '../../lib/evidence/collect-evidence';
import type { CommitmentEvidence, Evidence } from '../../lib/evidence/evidence';
import { commitmentPage, templatePage } from '../../lib/evidence/pages/addresses';
import { writeEvidence } from '../../lib/evidence/write-evidence';
import { changePage, exampleEvidence, exampleFacts } from './example-evidence';

jest.setTimeout(120_000);

let facts: Facts;
let evidence: Evidence;
let folder: string;
let pages: Map<string, string>;
beforeAll(() => {
  facts = exampleFacts();
  evidence = collectEvidence(facts);
  folder = exampleEvidence();
  pages = pagesOf(folder);
});

function filesOf(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => /\.\w+$/.test(name));
}

function pagesOf(root: string): Map<string, string> {
  const names = filesOf(root).filter((name) => name.endsWith('.html'));
  return new Map(names.map((name) => [name, readFileSync(join(root, name), 'utf8')]));
}

function of(id: string): CommitmentEvidence {
  return evidence.commitments.find(({ commitment }) => commitment.id === id)!;
}

describe('evidence', () => {
  test('joins a commitment with its resources, their lines, its rules, tests, alarms', () => {
    const { rules, watches } = of('NW-04');
    const { satisfied } = rules.find(({ id }) => id === 'NW-04.SshByKey')!;
    expect(satisfied.length).toBeGreaterThan(0);
    for (const { stack, logicalId, properties } of satisfied) {
      const { text, resources } = facts.assembly.stacks.find(({ location }) => location.path === stack)!;
      expect(resources.has(logicalId)).toBe(true);
      for (const { property, line } of properties) {
        if (property.endsWith('UserData')) expect(text.split('\n')[line - 1]).toContain('"UserData"');
      }
    }
    expect(watches.find(({ anchor }) => anchor === 'network-changed')).toMatchObject({ title: 'Network changed' });
    expect(watches.flatMap(({ alarms }) => alarms).length).toBeGreaterThan(0);
    expect(of('LG-07').tests).toEqual([
      { file: 'test/identity/records.test.ts', title: 'LG-07 <b>a change</b> is recorded', outcome: 'passed' },
    ]);
  });

  test('says of each what it is worth: proven, open, unmet, stale or attested', () => {
    expect(of('LG-07').state).toBe('proven');
    expect(of('NW-07')).toMatchObject({ state: 'open', reasons: ['Only half of it is there.'] });
    expect(of('LG-08').state).toBe('unmet');
    expect(of('NW-04').state).toBe('stale');
    expect(of('AV-09').state).toBe('attested');
  });

  test('finds the resource of an acknowledged construct', () => {
    expect(evidence.acknowledgements[0]!.places).toMatchObject([
      { resource: { stack: 'production-account/account', type: 'AWS::S3::Bucket' } },
    ]);
  });

  test('of a template that breaks a promise is unmet, with the line that does', () => {
    const { assembly } = facts;
    const rules = facts.rules.map((rule) =>
      rule.id === 'NW-04.SshByKey'
        ? {
            ...rule,
            judge: () => ({
              satisfied: [],
              findings: [{ property: 'LaunchTemplateData.UserData', problem: 'is bad' }],
            }),
          }
        : rule,
    );
    const broken = collectEvidence({ ...facts, assembly, rules }).commitments.find(
      ({ commitment }) => commitment.id === 'NW-04',
    )!;
    expect(broken.state).toBe('unmet');
    expect(broken.rules.find(({ id }) => id === 'NW-04.SshByKey')!.findings[0]!.line).toBeGreaterThan(1);
  });
});

test('evidence of a template that lacks something says in which stage', () => {
  const rule = present({
    id: 'NW-04.Lighthouse',
    keeps: ['NW-04'],
    statement: 'A lighthouse stands in each account.',
    types: ['AWS::EC2::Host'],
    where: ({ name }) => name === 'production-account',
    needs: 'a lighthouse; build one',
    is: () => true,
  });
  const { commitments } = collectEvidence({ ...facts, rules: [...facts.rules, rule] });
  const { state, rules } = commitments.find(({ commitment }) => commitment.id === 'NW-04')!;
  expect(state).toBe('unmet');
  expect(rules.find(({ id }) => id === rule.id)!.absences).toEqual([
    { stage: 'production-account', problem: 'production-account lacks a lighthouse; build one' },
  ]);
});

describe('the pages', () => {
  test('are the same bytes for the same facts', () => {
    const again = mkdtempSync(join(tmpdir(), 'cordon-evidence-'));
    const other = exampleFacts();
    const figures = drawFigures(other);
    writeEvidence(again, collectEvidence(other), other.assembly, { figures, pages: [changePage(other)] });
    expect(filesOf(again).sort()).toEqual(filesOf(folder).sort());
    for (const name of filesOf(again)) {
      const same = readFileSync(join(again, name)).equals(readFileSync(join(folder, name)));
      expect([name, same]).toEqual([name, true]);
    }
  });

  test('are one for each commitment and each stack', () => {
    for (const { id } of facts.commitments) expect(pages.has(commitmentPage(id))).toBe(true);
    for (const { location } of facts.assembly.stacks) expect(pages.has(templatePage(location.path))).toBe(true);
  });

  test('link to nothing that is not there', () => {
    const ids = new Map(
      [...pages].map(([name, text]) => [name, new Set([...text.matchAll(/ id="([^"]*)"/g)].map((m) => m[1]!))]),
    );
    const files = new Set(filesOf(folder));
    const dead = new Set<string>();
    for (const [name, text] of pages) {
      for (const [, href = ''] of text.matchAll(/ href="([^"]*)"/g)) {
        const [path = '', anchor = ''] = href.split('#');
        const target = path === '' ? name : normalize(join(dirname(name), path));
        const there = files.has(target) && (anchor === '' || anchor.includes('=') || ids.get(target)?.has(anchor));
        if (!there && !/^https?:/.test(href)) dead.add(`${name}: ${href}`);
      }
    }
    expect([...dead].slice(0, 10)).toEqual([]);
  });

  test('hold no handler, no style of an element, no id twice, and ask for nothing from anywhere', () => {
    for (const [name, text] of pages) {
      const body = text.slice(text.indexOf('<body>'), text.lastIndexOf('<script>'));
      expect([name, /<[^>]+ (?:on\w+|style)="/.exec(body)?.[0]]).toEqual([name, undefined]);
      expect([name, /<(?:link|img|iframe|script src)[^>]*/.exec(text)?.[0]]).toEqual([name, undefined]);
      const ids = [...body.matchAll(/ id="([^"]*)"/g)].map((match) => match[1]);
      expect([name, ids.length - new Set(ids).size]).toEqual([name, 0]);
    }
  });

  test('OR-01 list under each mapped control the commitments that are evidence for it', () => {
    const controls = pages.get('controls.html')!;
    for (const { commitment } of evidence.commitments) {
      const links = pages.get(commitmentPage(commitment.id))!.split('controls.html#').length - 1;
      expect([commitment.id, links]).toEqual([commitment.id, Object.values(commitment.controls).flat().length]);
      expect(controls).toContain(commitment.id);
    }
  });

  test('OR-06, TN-19 name every sub-processor of the config and every store of the templates', () => {
    const parties = pages.get('sub-processors.html')!;
    for (const { name, endpoints } of facts.platform.config.subProcessors) {
      for (const text of [name, ...Object.values(endpoints).map(({ host }) => host)]) expect(parties).toContain(text);
    }
    const retention = pages.get('retention.html')!;
    for (const { stack, logicalId } of evidence.retention) {
      expect(retention).toContain(`href="${templatePage(stack)}#${logicalId}"`);
    }
  });

  test('tell of each drill what was measured, and whether it ran on these sources', () => {
    const row = /<tr>.*2026-11-20 09:00 UTC.*<\/tr>/.exec(pages.get('recovery.html')!)?.[0] ?? '';
    expect([...row.matchAll(/<td[^>]*>([^<]*)</g)].map(([, cell]) => cell)).toEqual([
      ...['2026-11-20 09:00 UTC', 'rehearsal', 'ap-southeast-2', 'ap-southeast-4'],
      ...['1', '20.0 h', '3.3 s', '3.5 s', 'these sources', ''],
    ]);
  });

  test('say plainly what is unmet and open, and why', () => {
    const overview = pages.get('index.html')!;
    expect(overview).toContain('Only half of it is there.');
    expect(overview).toContain('1 test that names it failed.');
  });

  test('take titles of tests for text', () => {
    expect(pages.get(commitmentPage('LG-07'))).toContain('LG-07 &#60;b&#62;a change&#60;/b&#62; is recorded');
  });

  test('DR-09 hold the pictures, as files too, with what each was drawn from', () => {
    const figures = drawFigures(facts);
    const { productionSetup, backupAndRedundancy, networkReachability, recoveryTimes } = figures;
    const diagrams = pages.get('diagrams.html')!;
    for (const { wide, narrow, name } of [...productionSetup, ...backupAndRedundancy, ...networkReachability]) {
      expect(diagrams).toContain(wide);
      expect(diagrams).toContain(narrow);
      expect(readFileSync(join(folder, 'diagrams', `${name}.svg`), 'utf8')).toBe(`${wide}\n`);
    }
    expect(pages.get('index.html')).toContain(productionSetup[0]!.wide);
    expect(pages.get('recovery.html')).toContain(recoveryTimes!.wide);
    expect(diagrams).toContain(`href="${templatePage('production-ap-southeast-2/web')}#`);
  });

  test('of others are linked once they are there, and what was there before is gone', () => {
    const again = mkdtempSync(join(tmpdir(), 'cordon-evidence-'));
    writeFileSync(join(again, 'rehearsal.html'), '');
    writeEvidence(again, evidence, facts.assembly);
    writeFileSync(join(again, 'commitments', 'xx-99.html'), '');
    writeEvidence(again, evidence, facts.assembly);
    expect(readFileSync(join(again, 'index.html'), 'utf8')).toContain('href="rehearsal.html"');
    expect(pages.get('index.html')).not.toContain('href="rehearsal.html"');
    expect(filesOf(again)).not.toContain(join('commitments', 'xx-99.html'));
    expect(filesOf(again)).toContain('rehearsal.html');
  });
});

test('evidence for machines holds every commitment with its state', () => {
  const read = JSON.parse(readFileSync(join(folder, 'evidence.json'), 'utf8')) as Evidence;
  expect(read.commitments.map(({ commitment, state }) => [commitment.id, state])).toEqual(
    evidence.commitments.map(({ commitment, state }) => [commitment.id, state]),
  );
  const rows = readFileSync(join(folder, 'commitments.csv'), 'utf8').trim().split('\r\n');
  expect(rows).toHaveLength(evidence.commitments.length + 1);
});
