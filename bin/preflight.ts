/**
 * `npm run preflight -- <environment> [--quotas file.json] [--offline]`: may these credentials deploy it, and have its
 * account's quotas room for it? `--offline` asks AWS nothing. Exits 1 if not.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { preflight } from '../lib/platform/preflight';
import { quotaPreflight } from '../lib/quotas/quota-preflight';
import { parseActualQuotas, Quotas } from '../lib/quotas/quotas';
import { loadOrExit } from './load-or-exit';
import { synthesizeQuietly } from './synthesize-quietly';

async function main(): Promise<void> {
  const options = { quotas: { type: 'string' }, offline: { type: 'boolean', default: false } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [environment = ''] = positionals;
  const platform = loadOrExit();
  const quotas = new Quotas(
    values.quotas === undefined ? undefined : parseActualQuotas(readFileSync(values.quotas, 'utf8')),
  );
  const known = platform.environments.some(({ name }) => name === environment);
  // Whoever may not deploy at all need not wait for the templates.
  const asked = values.offline && known ? { facts: [], refusals: [] } : await preflight(platform, environment);
  const counted = known
    ? quotaPreflight(synthesizeQuietly(platform), platform, environment, quotas)
    : { facts: [], refusals: [] };
  for (const fact of [...asked.facts, ...counted.facts]) console.log(`✓ ${fact}`);
  const refusals = [...asked.refusals, ...counted.refusals];
  for (const refusal of refusals) console.error(`✗ ${refusal}`);
  process.exitCode = refusals.length === 0 ? 0 : 1;
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
