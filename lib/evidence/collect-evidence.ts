import type { Assembly, TemplateResource } from '../commitments/assembly';
import type { Commitment } from '../commitments/commitment';
import type { ValidationReport } from '../commitments/report';
import { absences, judgeAll } from '../commitments/rule';
import type { Judgement, Rule } from '../commitments/rule';
import type { Platform } from '../config/platform';
import { retentionRegister } from '../privacy/retention-register';
import { acknowledgedReason, groupAcknowledgements } from './acknowledgement-groups';
import type { AcknowledgementGroup } from './acknowledgement-groups';
import type { Drill } from './drill';
import type { CommitmentEvidence, Evidence, Provenance, RehearsalEvidence, RuleEvidence } from './evidence';
import type { RunbookSection } from './runbook';
import { stateOf } from './state';
import { TemplateLines } from './template-lines';
import { commitmentsNamed, judgeTests } from './test-results';
import type { JudgedTest, TestResults } from './test-results';
import { alarmsBySection } from './watching-alarms';

/** Everything that evidence is made of. The same facts make the same evidence. */
export interface Facts {
  readonly platform: Platform;
  readonly assembly: Assembly;
  /** What every engine found in the assembly's synth. */
  readonly report: ValidationReport;
  readonly rules: readonly Rule[];
  readonly commitments: readonly Commitment[];
  readonly results: TestResults;
  /** Ids that each test file names, for all test files that there are. */
  readonly testFiles: ReadonlyMap<string, readonly string[]>;
  /** Findings of the last rehearsal, and the sources it ran on. Absent without one. */
  readonly rehearsal?: Rehearsal;
  readonly drills: readonly Drill[];
  readonly runbook: readonly RunbookSection[];
  readonly provenance: Pick<Provenance, 'commit' | 'date' | 'changed' | 'sources'>;
}

export interface Rehearsal {
  readonly sources: string;
  readonly findings: readonly {
    readonly commitments: readonly string[];
    readonly subject: string;
    readonly expected: string;
    readonly found: string;
    readonly met: boolean;
  }[];
}

/** Joins the facts: commitment → resources → rules → tests → alarms → acknowledgements. */
export function collectEvidence(facts: Facts): Evidence {
  const { platform, assembly, report, drills, runbook, provenance } = facts;
  const { exceptions, subProcessors, company } = platform.config;
  const acknowledgements = groupAcknowledgements(report.acknowledged, assembly);
  const tests = judgeTests(facts.results, provenance.sources, [...facts.testFiles.keys()]);
  return {
    provenance: {
      ...provenance,
      company,
      stacks: assembly.stacks.length,
      resources: assembly.resources.length,
      findings: report.findings.map(({ engine, rule, description }) => ({ engine, rule, description })),
      tests: summaryOf(tests, facts),
    },
    commitments: commitmentsOf(facts, acknowledgements, tests),
    acknowledgements,
    exceptions,
    drills,
    subProcessors,
    retention: retentionRegister(assembly),
    runbook,
  };
}

function commitmentsOf(
  facts: Facts,
  acknowledgements: readonly AcknowledgementGroup[],
  tests: readonly JudgedTest[],
): CommitmentEvidence[] {
  const rules = judgedRules(facts, acknowledgements);
  const alarms = alarmsBySection(facts.assembly, facts.platform.config.runbookUrl);
  const titles = new Map(facts.runbook.map(({ anchor, title }) => [anchor, title]));
  const named = groupedBy(tests, ({ title }) => commitmentsNamed(title));
  return facts.commitments.map((commitment) => {
    const { id, watchedBy } = commitment;
    const joined = {
      commitment,
      rules: facts.rules.filter(({ keeps }) => keeps.includes(id)).map((rule) => rules.get(rule.id)!),
      tests: named.get(id) ?? [],
      rehearsal: rehearsalOf(id, facts),
      watches: watchedBy.map((anchor) => ({ anchor, title: titles.get(anchor), alarms: alarms.get(anchor) ?? [] })),
      exceptions: facts.platform.config.exceptions.filter((exception) => exception.commitment === id),
    };
    const notRun = [...facts.testFiles].filter(([file, ids]) => ids.includes(id) && !facts.results[file]);
    return { ...joined, ...stateOf({ ...joined, notRun: notRun.map(([file]) => file) }) };
  });
}

function judgedRules(
  { assembly, rules }: Facts,
  acknowledgements: readonly AcknowledgementGroup[],
): Map<string, RuleEvidence> {
  const judgements = groupedBy(judgeAll(assembly, rules), ({ rule }) => [rule.id]);
  const missing = absences(assembly, rules);
  const lines = new Map(assembly.stacks.map((stack) => [stack, new TemplateLines(stack)]));
  const locate = ({ stack, logicalId }: TemplateResource, property: string) => ({
    property,
    ...lines.get(stack)!.locate(logicalId, property),
  });
  const evidenceOf = ({ id, statement }: Rule, all: readonly Judgement[]): RuleEvidence => ({
    id,
    statement,
    satisfied: all
      .filter(({ verdict }) => verdict.findings.length === 0)
      .map(({ resource, verdict }) => ({
        ...refOf(resource),
        properties: verdict.satisfied.map((property) => locate(resource, property)),
      })),
    findings: all.flatMap(({ resource, verdict }) =>
      verdict.findings.map(({ property, problem }) => ({
        ...refOf(resource),
        ...locate(resource, property),
        problem,
        acknowledged: acknowledgedReason(acknowledgements, id, resource.stack, resource.logicalId),
      })),
    ),
    absences: missing
      .filter(({ rule }) => rule.id === id)
      .map(({ stage, problem }) => ({ stage: stage.name, problem })),
  });
  return new Map(rules.map((rule) => [rule.id, evidenceOf(rule, judgements.get(rule.id) ?? [])]));
}

function refOf({ stack, logicalId, type }: TemplateResource) {
  return { stack: stack.location.path, logicalId, type };
}

function rehearsalOf(id: string, { rehearsal, provenance }: Facts): RehearsalEvidence[] {
  const findings = rehearsal?.findings.filter(({ commitments }) => commitments.includes(id)) ?? [];
  const current = rehearsal?.sources === provenance.sources;
  return findings.map(({ subject, expected, found, met }) => ({
    subject,
    expected,
    found,
    outcome: met ? (current ? 'passed' : 'stale') : 'failed',
  }));
}

function summaryOf(tests: readonly JudgedTest[], { results, testFiles }: Facts): Provenance['tests'] {
  const count = (outcome: JudgedTest['outcome']) => tests.filter((test) => test.outcome === outcome).length;
  return {
    files: [...testFiles.keys()].filter((file) => results[file]).length,
    passed: count('passed'),
    failed: count('failed'),
    stale: count('stale'),
    'not run': count('not run'),
  };
}

function groupedBy<T>(all: readonly T[], keysOf: (one: T) => readonly string[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    for (const key of keysOf(one)) {
      const group = groups.get(key);
      if (group) group.push(one);
      else groups.set(key, [one]);
    }
  }
  return groups;
}
