import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { addChecks } from '../../lib/commitments/checks';
import type { ChecksProps } from '../../lib/commitments/checks';
import { readReport } from '../../lib/commitments/report';
import { createApp } from '../../lib/platform/app';

const residencies = { australia: ['ap-southeast-2', 'ap-southeast-4'] };

/**
 * Synthesizes what `build` adds and returns the unacknowledged findings, one line each, of every engine but
 * CloudFormation's own validation, which takes two seconds to start, and our own rules, which ask of a part what only the
 * whole has: both judge the whole platform in a test each.
 */
export function findings(build: (stage: Stage, app: App) => void, checks: Partial<ChecksProps> = {}): string[] {
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-findings-'));
  const before = process.env.CDK_VALIDATION;
  process.env.CDK_VALIDATION = 'true';
  try {
    const app = createApp({ outdir, builtinCloudFormationValidation: false });
    addChecks(app, { residencies, ...checks });
    build(new Stage(app, 'production-ap-southeast-2'), app);
    try {
      app.synth();
    } catch (error) {
      // The checks end a synth too, but with a report; constructs that are wrong in themselves have none.
      if (!String(error).includes('alidation') || String(error).includes('following errors')) throw error;
    }
    return readReport(outdir)
      .findings.filter(({ engine }) => engine !== 'Cordon')
      .map(({ engine, severity, rule, constructPath, description }) =>
        [engine, severity, rule, constructPath, description.slice(0, 200)].join(' | '),
      );
  } finally {
    if (before === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = before;
    rmSync(outdir, { recursive: true, force: true });
  }
}
