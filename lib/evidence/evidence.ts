import type { AcknowledgementGroup } from './acknowledgement-groups';
import type { Drill } from './drill';
import type { Commitment } from '../commitments/commitment';
import type { Platform } from '../config/platform';
import type { RetentionEntry } from '../privacy/retention-register';
import type { RunbookSection } from './runbook';
import type { TestOutcome } from './test-results';

/**
 * What this build knows of a commitment:
 *
 * - `proven`: this build saw every proof: its rules hold on this assembly, its tests passed on these very sources;
 * - `stale`: nothing is known against it, but a proof is of other sources, or was not run;
 * - `unmet`: a rule finds something, a test failed, or nothing proves it;
 * - `open`: something is missing, and the register says what and why;
 * - `attested`: people or AWS keep it; a document says so, and no machine has proven it.
 */
export const STATES = ['unmet', 'open', 'stale', 'proven', 'attested'] as const;
export type State = (typeof STATES)[number];

/** A resource in a template. */
export interface ResourceRef {
  /** Path of the stack, such as `production-eu-central-1/data`. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
}

/** A property of a resource in its template. */
export interface PropertyRef {
  /** As the rule names it; empty where it is the resource as a whole. */
  readonly property: string;
  /** Line of the template that it begins in. */
  readonly line: number;
  /** What it is set to, where that is a single value. */
  readonly value?: string;
}

/** A resource that makes a commitment true. */
export interface SatisfiedResource extends ResourceRef {
  readonly properties: readonly PropertyRef[];
}

/** Something that a rule holds against a resource. */
export interface RuleFinding extends ResourceRef, PropertyRef {
  readonly problem: string;
  /** Why it is accepted, where somebody answered for it. */
  readonly acknowledged?: string;
}

/** What a rule found in this assembly. */
export interface RuleEvidence {
  readonly id: string;
  readonly statement: string;
  readonly satisfied: readonly SatisfiedResource[];
  readonly findings: readonly RuleFinding[];
  /** What is missing, stage by stage. */
  readonly absences: readonly { readonly stage: string; readonly problem: string }[];
}

/** A test that names the commitment. */
export interface TestEvidence {
  readonly file: string;
  readonly title: string;
  readonly outcome: TestOutcome;
}

/** What the last rehearsal found of a commitment. */
export interface RehearsalEvidence {
  readonly subject: string;
  readonly expected: string;
  readonly found: string;
  readonly outcome: Exclude<TestOutcome, 'not run'>;
}

/** A section of the runbook, and what in the assembly rings for it. */
export interface WatchEvidence {
  readonly anchor: string;
  /** Its heading. Absent where the runbook has no such section. */
  readonly title?: string;
  readonly alarms: readonly ResourceRef[];
}

/** Everything that this build knows of one commitment. */
export interface CommitmentEvidence {
  readonly commitment: Commitment;
  readonly state: State;
  /** Why it is in this state, one sentence each. */
  readonly reasons: readonly string[];
  readonly rules: readonly RuleEvidence[];
  readonly tests: readonly TestEvidence[];
  readonly rehearsal: readonly RehearsalEvidence[];
  readonly watches: readonly WatchEvidence[];
  readonly exceptions: readonly ConfigException[];
}

export type ConfigException = Platform['config']['exceptions'][number];
export type SubProcessor = Platform['config']['subProcessors'][number];

/** What the pages are made of, and where it comes from. */
export interface Provenance {
  readonly company: string;
  /** Commit that the sources are of. Absent outside of a repository. */
  readonly commit?: string;
  /** ISO date that the evidence is of: an option's or the commit's, never the clock's. */
  readonly date?: string;
  /** Whether sources differ from the commit. */
  readonly changed: boolean;
  /** Fingerprint of the sources that decide what tests mean. */
  readonly sources: string;
  readonly stacks: number;
  readonly resources: number;
  /** Findings of all engines that nobody answered for. */
  readonly findings: readonly { readonly engine: string; readonly rule: string; readonly description: string }[];
  readonly tests: TestSummary;
}

/** All test results that were found, by what they are worth. */
export type TestSummary = Readonly<Record<TestOutcome, number>> & { readonly files: number };

/** The whole evidence: pages, CSV and JSON are made of this alone. */
export interface Evidence {
  readonly provenance: Provenance;
  readonly commitments: readonly CommitmentEvidence[];
  readonly acknowledgements: readonly AcknowledgementGroup[];
  readonly exceptions: readonly ConfigException[];
  readonly drills: readonly Drill[];
  readonly subProcessors: readonly SubProcessor[];
  readonly retention: readonly RetentionEntry[];
  readonly runbook: readonly RunbookSection[];
}
