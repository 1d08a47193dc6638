import type { SiteOutcome } from '../lambda/shared/outcome';
import { describeError, exitCodeOf, EXIT_SOME_SITES_FAILED } from './errors';
import type { JobSite } from './job';

/**
 * Works on sites, so many at a time. One site's failure is no other's: each outcome is reported as it comes.
 *
 * @returns the worker's exit code.
 */
export async function runSites(
  sites: readonly JobSite[],
  atOnce: number,
  signal: AbortSignal,
  work: (site: JobSite) => Promise<object>,
  report: (outcome: SiteOutcome, error?: unknown) => void,
): Promise<number> {
  const waiting = [...sites];
  const codes: number[] = [];
  const worker = async (): Promise<void> => {
    for (let site = waiting.shift(); site !== undefined; site = waiting.shift()) {
      try {
        signal.throwIfAborted();
        report({ site: site.id, outcome: 'done', result: { ...(await work(site)) } });
      } catch (error) {
        const exitCode = exitCodeOf(error);
        codes.push(exitCode);
        report({ site: site.id, outcome: 'failed', error: describeError(error), exitCode }, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, sites.length) }, worker));
  const [code = 0] = codes;
  return sites.length > 1 && codes.length > 0 ? EXIT_SOME_SITES_FAILED : code;
}
