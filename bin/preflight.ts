/** `npm run preflight -- <environment>`: may these credentials deploy it? Exits 1 if not. */
import { preflight } from '../lib/platform/preflight';
import { loadOrExit } from './load-or-exit';

void preflight(loadOrExit(), process.argv[2] ?? '').then(({ facts, refusals }) => {
  for (const fact of facts) console.log(`✓ ${fact}`);
  for (const refusal of refusals) console.error(`✗ ${refusal}`);
  process.exitCode = refusals.length === 0 ? 0 : 1;
});
