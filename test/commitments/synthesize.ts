import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { addChecks } from '../../lib/commitments/checks';
import { createApp } from '../../lib/platform/app';

/** Synthesizes one stack of production in Sydney under our own rules and the nag packs. */
export function synthesize(build: (stack: Stack, app: App) => void): { app: App; folder: string; error: string } {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-checks-'));
  const app = createApp({ outdir: folder });
  addChecks(app, {
    residencies: { australia: ['ap-southeast-2', 'ap-southeast-4'] },
    controlTower: false,
    whole: false,
  });
  const stage = new Stage(app, 'production-ap-southeast-2', {
    env: { account: '111111111111', region: 'ap-southeast-2' },
  });
  build(new Stack(stage, 'data'), app);
  let error = '';
  try {
    app.synth();
  } catch (caught) {
    error = String(caught);
  }
  return { app, folder, error };
}
