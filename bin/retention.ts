/** `npm run retention [-- --json]`: how long every store of the platform keeps what it holds (TN-19). */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Assembly } from '../lib/commitments/assembly';
import { createApp } from '../lib/platform/app';
import { addStages } from '../lib/platform/stages';
import { renderRegister, retentionRegister } from '../lib/privacy/retention-register';
import { loadOrExit } from './load-or-exit';

process.env.CDK_VALIDATION = 'false'; // `npm run synth` checks; this only reads
const outdir = mkdtempSync(join(tmpdir(), 'cordon-retention-'));
try {
  const app = createApp({ outdir });
  addStages(app, loadOrExit());
  app.synth();
  const register = retentionRegister(Assembly.read(outdir));
  console.log(process.argv.includes('--json') ? JSON.stringify(register, null, 1) : renderRegister(register));
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
