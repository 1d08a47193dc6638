import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { guardPackage } from './guard-rules';
import type { GuardRule } from './guard-rules';
import type { CloudFormationTemplate } from './template-twins';

/** A template, cut down to what the rules can see, and the rules that have something to say about it. */
export interface GuardJob {
  readonly template: CloudFormationTemplate;
  readonly rules: readonly GuardRule[];
}

/** Raise it when the engine's report is read in another way: remembered verdicts are then judged anew. */
export const FINDINGS_FORMAT = 1;

/** What the engine found wrong with one resource under one rule. */
export interface GuardFinding {
  readonly rule: string;
  /** Absent when the rule could not be evaluated at all. */
  readonly logicalId?: string;
  /** Paths inside the resource, such as `Properties.MultiAZ`. */
  readonly locations: readonly string[];
  readonly description: string;
  readonly fix?: string;
}

interface Output {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const DIRECTORIES: Partial<Record<string, string>> = { linux: 'ubuntu', darwin: 'macos' };
const ARCHITECTURES: Partial<Record<string, string>> = { x64: 'x86_64', arm64: 'aarch64' };

/** The cfn-guard binary for a platform; undefined where the package carries none, as on Windows. */
export function guardBinary(platform: string = process.platform, arch: string = process.arch): string | undefined {
  const file = join(guardPackage, 'bin', DIRECTORIES[platform] ?? platform, ARCHITECTURES[arch] ?? arch, 'cfn-guard');
  return existsSync(file) ? file : undefined;
}

/**
 * Judges each template by its rules, as many at a time as there are processors. One process per template, with only
 * the rules that concern it: that costs a tenth of handing every rule to every template.
 */
export function judge(binary: string, jobs: readonly GuardJob[]): GuardFinding[][] {
  if (jobs.length === 0) return [];
  const folder = mkdtempSync(join(tmpdir(), 'cordon-guard-'));
  try {
    const commands = jobs.map(({ template, rules }, index) => {
      const data = join(folder, `${index}.json`);
      writeFileSync(data, JSON.stringify(template));
      const output = ['--output-format', 'json', '--structured', '--show-summary', 'none'];
      return [binary, 'validate', '--data', data, ...rules.flatMap(({ file }) => ['--rules', file]), ...output];
    });
    return runAll(commands).map((output, index) => readFindings(output, jobs[index]!));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Source of a child process that runs commands side by side: a validation plugin itself must not return early. */
const COORDINATOR = `
  const { execFile } = require('node:child_process');
  const { commands, lanes } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
  const outputs = [];
  let next = 0;
  function lane() {
    const index = next++;
    if (index >= commands.length) return;
    const [file, ...args] = commands[index];
    execFile(file, args, { maxBuffer: 256e6 }, (error, stdout, stderr) => {
      const status = error ? (typeof error.code === 'number' ? error.code : null) : 0;
      outputs[index] = { status, stdout, stderr: stderr || (status === null ? String(error) : '') };
      lane();
    });
  }
  for (let i = 0; i < lanes; i++) lane();
  process.on('exit', () => require('node:fs').writeFileSync(1, JSON.stringify(outputs)));
`;

function runAll(commands: string[][]): Output[] {
  const lanes = Math.min(availableParallelism(), commands.length);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, ['-e', COORDINATOR], {
    input: JSON.stringify({ commands, lanes }),
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  if (error || status !== 0) throw new Error(`The Control Tower rules did not run: ${error?.message ?? stderr}`);
  return JSON.parse(stdout) as Output[];
}

/** Exit codes of cfn-guard: all rules pass; some do not. Anything else is an engine that gave up. */
const VERDICTS = [0, 5, 19];

/** Reads the engine's report; a rule that it does not mention was not evaluated, which is a finding, too. */
export function readFindings({ status, stdout, stderr }: Output, { rules, template }: GuardJob): GuardFinding[] {
  const reports = VERDICTS.includes(status ?? -1) ? (parseJson(stdout) as GuardReport[] | undefined) : undefined;
  const findings: GuardFinding[] = [];
  const seen = new Set<string>();
  for (const report of reports ?? []) {
    for (const name of [...report.compliant, ...report.not_applicable]) seen.add(name);
    for (const { Rule: failed } of report.not_compliant) {
      seen.add(failed.name);
      const rule = rules.find(({ name }) => name === failed.name);
      if (rule) findings.push(...merge(atSubjects(findingsIn(failed, rule), rule, template)));
    }
  }
  const silent = rules.filter(({ name }) => !seen.has(name));
  const unevaluated = silent.map(({ id }) => ({
    rule: id,
    locations: [],
    description: `The rule could not be evaluated: ${stderr.trim().slice(0, 500) || `cfn-guard ended with ${status}`}`,
  }));
  return [...findings, ...unevaluated];
}

/**
 * A rule that follows a reference may fail at what the reference names, or nowhere; the finding belongs to the resource
 * that the rule judges, and to the template as a whole if the engine does not say which that is.
 */
function atSubjects(
  findings: GuardFinding[],
  { id, subjects }: GuardRule,
  { Resources }: CloudFormationTemplate,
): GuardFinding[] {
  const own = findings.filter(({ logicalId }) => subjects.has(Resources?.[logicalId!]?.Type ?? ''));
  if (own.length > 0) return own;
  if (findings.length > 0) return findings;
  return [{ rule: id, locations: [], description: `The template fails ${id}; the engine does not say where.` }];
}

function merge(findings: readonly GuardFinding[]): GuardFinding[] {
  const merged = new Map<string, GuardFinding>();
  for (const finding of findings) {
    const key = `${finding.logicalId} ${finding.description} ${finding.fix}`;
    const locations = new Set([...(merged.get(key)?.locations ?? []), ...finding.locations]);
    merged.set(key, { ...finding, locations: [...locations] });
  }
  return [...merged.values()];
}

interface GuardReport {
  readonly not_compliant: readonly { readonly Rule: FailedRule }[];
  readonly not_applicable: readonly string[];
  readonly compliant: readonly string[];
}
interface FailedRule {
  readonly name: string;
  readonly checks: readonly unknown[];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The report mirrors how a rule is written: clauses nest in blocks, in disjunctions and in rules called by rules. What
 * matters is the nearest message above a clause and the path at which the clause failed.
 */
function findingsIn(failed: FailedRule, rule: GuardRule): GuardFinding[] {
  const findings: GuardFinding[] = [];
  const visit = (node: unknown, message: string): void => {
    if (Array.isArray(node)) return node.forEach((child) => visit(child, message));
    if (typeof node !== 'object' || node === null) return;
    const fields = node as Record<string, unknown>;
    const own = (fields.messages as { custom_message?: string | null } | undefined)?.custom_message;
    const nearest = own?.includes('[CT.') ? own : message;
    const path = failedAt(fields);
    if (path) findings.push(toFinding(rule.id, path, nearest));
    for (const [key, child] of Object.entries(fields)) if (key !== 'messages') visit(child, nearest);
  };
  visit(failed.checks, '');
  return findings;
}

/** Where a clause failed: the value it traversed to, or compared from; never what it compared to. */
function failedAt(node: Record<string, unknown>): string | undefined {
  const value = node.traversed_to ?? node.from ?? node.value;
  const path = (value as { path?: unknown } | null | undefined)?.path;
  return typeof path === 'string' && path.startsWith('/Resources/') ? path : undefined;
}

function toFinding(rule: string, path: string, message: string): GuardFinding {
  const [, , logicalId, ...location] = path.split('/');
  const lines = message.split('\n').map((line) => line.trim());
  return {
    rule,
    logicalId,
    locations: [location.join('.')],
    description: lines.find((line) => line.startsWith('[CT.')) ?? `The template fails ${rule}`,
    fix: lines.find((line) => line.startsWith('[FIX]'))?.replace(/^\[FIX\]:\s*/, ''),
  };
}
