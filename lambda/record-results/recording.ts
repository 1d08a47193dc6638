import { inParallel } from '../../worker/parallel';
import type { Registry } from '../shared/registry/registry';
import type { SiteEvent } from '../shared/site-events';
import type { Measurement } from '../shared/telemetry';
import type { SiteResult } from './results';

/** Sites are written so many at a time. */
const SITES_AT_ONCE = 16;

/** Writes results to the registry. Written once more they change nothing. */
export async function writeResults(registry: Registry, results: readonly SiteResult[]): Promise<void> {
  await inParallel(results, SITES_AT_ONCE, new AbortController().signal, async (result) => {
    const { site, record, backup, proof, damage, state } = result;
    if (backup) await registry.noteBackup(site, backup);
    if (proof !== undefined) await registry.noteProof(site, proof, record.at);
    if (damage !== undefined) await registry.noteDamage(site, damage, record.at);
    if (state) await registry.setState(site, state, record.at);
    if (record.operation === 'restore' && record.outcome === 'done') await backInService(registry, site, record.at);
    // Last: what has its record is noted as a whole.
    await registry.noteOperation(site, record);
  });
}

/** A retired site that was restored is used again, so it must be backed up again; any other stays what it is. */
async function backInService(registry: Registry, site: string, at: string): Promise<void> {
  try {
    await registry.setState(site, 'active', at, ['retired']);
  } catch (error) {
    if ((error as Error).name !== 'ConditionalCheckFailedException') throw error;
  }
}

/** An event for each site that failed, and for each whose restore may have brought an erased person back. */
export function eventsOf(results: readonly SiteResult[]): SiteEvent[] {
  return results.flatMap(({ site, record: { operation, at, execution, error, result } }): SiteEvent[] => {
    const common = { site, operation, at, execution };
    if (error) return [{ type: 'failed', detail: { ...common, ...error } }];
    const receipts = result?.notErasedAgain;
    if (!Array.isArray(receipts) || receipts.length === 0) return [];
    const message = `${receipts.length} people who were erased from site ${site} may be back: its backup has other tables`;
    return [{ type: 'mayBeBack', detail: { ...common, message, receipts: receipts as string[] } }];
  });
}

/** Both counts, even of nothing, so that a metric that is absent means a run that was never recorded. */
export function measurementsOf(results: readonly SiteResult[]): Measurement[] {
  const failed = results.filter(({ record }) => record.outcome === 'failed').length;
  const seconds = (name: string, values: readonly (number | undefined)[]) =>
    values.filter((value) => value !== undefined).map((value) => ({ name, unit: 'Seconds' as const, value }));
  return [
    { name: 'Done', unit: 'Count', value: results.length - failed },
    { name: 'Failed', unit: 'Count', value: failed },
    ...seconds(
      'RecoveryTimeSeconds',
      results.map(({ record }) => record.rtoSeconds),
    ),
    ...seconds(
      'RecoveryPointSeconds',
      results.map(({ record }) => record.rpoSeconds),
    ),
  ];
}
