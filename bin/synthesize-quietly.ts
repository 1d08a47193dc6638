import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../lib/commitments/assembly';
import type { Platform } from '../lib/config/platform';
import { createApp } from '../lib/platform/app';
import { addStages } from '../lib/platform/stages';

/** The templates of a platform, for a command that only reads them: `npm run synth` checks. */
export function synthesizeQuietly(platform: Platform): Assembly {
  process.env.CDK_VALIDATION = 'false';
  const outdir = mkdtempSync(join(tmpdir(), 'cordon-templates-'));
  try {
    const app = createApp({ outdir });
    addStages(app, platform);
    app.synth();
    return Assembly.read(outdir);
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
