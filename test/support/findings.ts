import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { addChecks } from '../../lib/commitments/checks';
import { createApp } from '../../lib/platform/app';

interface Violation {
  ruleName: string;
  description: string;
  severity: string;
  violatingConstructs?: { constructPath?: string }[];
}

/** Synthesizes what `build` adds under every engine and returns the unacknowledged findings, one line each. */
export function findings(build: (stage: Stage, app: App) => void): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-findings-'));
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    const app = createApp({ outdir });
    addChecks(app);
    build(new Stage(app, 'production-ap-southeast-2'), app);
    try {
      app.synth();
    } catch (error) {
      if (!String(error).includes('alidation')) throw error;
    }
    const report = join(outdir, 'validation-report.json');
    if (!existsSync(report)) return [];
    const { pluginReports } = JSON.parse(readFileSync(report, 'utf8')) as {
      pluginReports: { pluginName: string; violations: Violation[] }[];
    };
    return pluginReports.flatMap(({ pluginName, violations }) =>
      violations.map((violation) =>
        [
          pluginName,
          violation.severity,
          violation.ruleName,
          violation.violatingConstructs?.map((c) => c.constructPath).join(' '),
          violation.description.slice(0, 200),
        ].join(' | '),
      ),
    );
  } finally {
    process.env.CDK_VALIDATION = before;
    rmSync(outdir, { recursive: true, force: true });
  }
}
