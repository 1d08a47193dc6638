import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Something that an engine holds against a construct. */
export interface ReportedFinding {
  /** Name of the engine, such as `Control Tower`. */
  readonly engine: string;
  readonly rule: string;
  readonly severity: string;
  readonly description: string;
  /** Empty where the finding is about the app as a whole. */
  readonly constructPath: string;
}

/** A finding that somebody answered for. */
export interface AcknowledgedFinding extends ReportedFinding {
  /** Id by which it was acknowledged, such as `Control-Tower::CT.S3.PR.4`. */
  readonly acknowledgedId: string;
  readonly reason: string;
  /** Path of the construct that carries the acknowledgement. */
  readonly acknowledgedAt: string;
}

export interface ValidationReport {
  readonly findings: readonly ReportedFinding[];
  readonly acknowledged: readonly AcknowledgedFinding[];
}

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
  readonly violatingConstructs: readonly { readonly constructPath: string }[];
  readonly acknowledgedId?: string;
  readonly reason?: string;
  readonly acknowledgedAt?: string;
}
interface PluginReport {
  readonly pluginName: string;
  readonly conclusion: 'success' | 'failure';
  readonly metadata?: { readonly error?: string };
  readonly violations: readonly Violation[];
  readonly suppressedViolations?: readonly Violation[];
}

/**
 * Reads what every engine found in a synth, one entry for each construct. The file is absent when nothing was found;
 * an engine that failed has no findings in it, which is the worst finding of all.
 */
export function readReport(assembly: string): ValidationReport {
  const file = join(assembly, 'validation-report.json');
  if (!existsSync(file)) return { findings: [], acknowledged: [] };
  const { pluginReports } = JSON.parse(readFileSync(file, 'utf8')) as { pluginReports: readonly PluginReport[] };
  return {
    findings: pluginReports.flatMap((report) => [
      ...report.violations.flatMap((violation) => perConstruct(report, violation)),
      ...brokenEngine(report),
    ]),
    acknowledged: pluginReports.flatMap((report) =>
      (report.suppressedViolations ?? []).flatMap((violation) =>
        perConstruct(report, violation).map((finding) => ({
          ...finding,
          acknowledgedId: violation.acknowledgedId ?? '',
          reason: violation.reason ?? '',
          acknowledgedAt: violation.acknowledgedAt ?? '',
        })),
      ),
    ),
  };
}

function perConstruct({ pluginName: engine }: PluginReport, violation: Violation): ReportedFinding[] {
  const { ruleName: rule, description, severity, violatingConstructs } = violation;
  return violatingConstructs.map(({ constructPath }) => ({ engine, rule, severity, description, constructPath }));
}

function brokenEngine({ pluginName: engine, conclusion, metadata, violations }: PluginReport): ReportedFinding[] {
  if (conclusion === 'success' || violations.length > 0) return [];
  const description = metadata?.error ?? `${engine} failed and gives no reason`;
  return [{ engine, rule: 'engine-failed', severity: 'error', description, constructPath: '' }];
}
