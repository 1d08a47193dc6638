import { addChecks } from '../lib/commitments/checks';
import { commitmentProps } from '../lib/commitments/rules';
import { createApp } from '../lib/platform/app';
import { bundleAllFunctions } from '../lib/platform/bundle';
import { addStages } from '../lib/platform/stages';
import { loadOrExit } from './load-or-exit';

/**
 * Synthesizes the platform of the config; under every check, unless `CDK_VALIDATION=false` asks for a quick look.
 * Findings are printed with file, rule and remedy, and end in exit code 1.
 */
export function synthesize(outdir?: string): void {
  const platform = loadOrExit();
  const checked = process.env.CDK_VALIDATION !== 'false';
  bundleAllFunctions();
  const app = createApp({ outdir, stackTraces: checked });
  if (checked) addChecks(app, commitmentProps(platform.config));
  addStages(app, platform);
  try {
    app.synth();
  } catch (error) {
    // The findings stand above this message; a stack trace of the CDK would only hide them.
    if (!(error instanceof Error) || !error.message.startsWith('Validation failed')) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}
