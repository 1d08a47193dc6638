import { stepOf, type JobFile, type Planning } from '../../lambda/shared/job-files';
import type { Batch, Wave } from './waves';

/** As long as the names of an example: what is planned says them again for each step. */
const PLANNING = {
  bucket: 'cordon-production-ap-southeast-2-operations-111111111111',
  execution: '0b5e1ad0-4f0b-4c5f-9d39-0d7a3ad1e6f5_0b5e1ad0-4f0b-4c5f-9d39-0d7a3ad1e6f5',
} as Planning;
const AT = '2026-03-07T03:00:00.000Z';

/** Bytes of the plan of a wave, which a state machine passes on from state to state. */
export function planBytes({ run, batches }: Wave): number {
  const empty = JSON.stringify({ wave: 'backup', at: AT, execution: PLANNING.execution, sites: 0, batches: [] });
  return batches.reduce((sum, batch) => sum + batchBytes(batch, run === 'night'), empty.length);
}

function batchBytes({ server, sites, tasks }: Batch, night: boolean): number {
  const file = (of: readonly { readonly id: string }[]) =>
    ({ key: `jobs/${PLANNING.execution}/${server}.json`, job: { sites: of } }) as unknown as JobFile;
  const step = (of: typeof sites, rest: Pick<Parameters<typeof stepOf>[1], 'operation' | 'options' | 'then'>) =>
    JSON.stringify(stepOf(PLANNING, { server, batch: 1, file: file(of), ...rest })).length;
  const copied = sites.filter(({ nightlyCopies }) => nightlyCopies > 0);
  const steps = [step(sites, { operation: 'backup', options: ['--at', AT], then: 'rotate' })];
  if (night) steps.push(step(sites.slice(0, 1), { operation: 'verify', options: ['--attachment-bytes', '25000000'] }));
  if (tasks > 2) steps.push(step(copied, { operation: 'clone' }));
  return steps.reduce((sum, bytes) => sum + bytes + 1, JSON.stringify({ server, steps: [] }).length);
}
