import { readFileSync } from 'node:fs';
import { RegionalClients } from './aws/regional-clients';
import { parseCommandLine, USAGE } from './command-line';
import { parseEnvironment } from './environment';
import { describeError, exitCodeOf, EXIT_STOPPED, WorkerError } from './errors';
import { withoutLink } from './export/link';
import { parseJob, sitesOf, type Job } from './job';
import { S3Leases } from './leases/s3-leases';
import { jsonLog, type Log } from './log';
import { operate } from './operations/operations';
import { ClientTools } from './postgres/client-tools';
import { runSites } from './run-sites';
import { Outcomes } from './outcomes';
import { s3Object } from './storage/s3-object';
import { Bucket } from './storage/bucket';

/** The process as the worker sees it. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly aws: RegionalClients;
  /** Takes a line for each site. */
  readonly output: (line: string) => void;
  readonly log: Log;
  /** Aborted when the process is told to end. */
  readonly shutdown: AbortSignal;
}

/** The worker's program: does one operation on the sites of one server. @returns the exit code. */
export async function main({ args, env, aws, output, log, shutdown }: Surroundings): Promise<number> {
  try {
    const command = parseCommandLine(args);
    const environment = parseEnvironment(env);
    const inS3 = (uri: string) => s3Object(uri, aws, environment.AWS_REGION);
    const text = command.job.startsWith('s3:') ? inS3(command.job).read() : readInput(command.job, 'job');
    const job = parseJob(await text);
    const sites = sitesOf(job, command.site);
    const outcomes = new Outcomes(command.outcomes === undefined ? undefined : inS3(command.outcomes));
    const authorityFile = environment.PGSSLROOTCERT;
    const shop = {
      job,
      aws,
      tools: new ClientTools({ authorityFile, bin: environment.POSTGRES_BIN, searchPath: environment.PATH }),
      authorities: readInput(authorityFile, 'authorities of the servers'),
      leases: new S3Leases(leaseBucket(job, aws), environment.LEASE_SECONDS),
      log: log.with({ operation: command.operation }),
      now: () => new Date(),
      shutdown,
    };
    const work = (site: (typeof sites)[number]) => operate(shop, command, site);
    const code = await runSites(sites, command.concurrency, shutdown, work, (outcome, error) => {
      // Where the outcomes are asked for elsewhere, standard output is one more log.
      output(JSON.stringify(command.outcomes === undefined ? outcome : withoutLink(outcome)));
      outcomes.add(outcome);
      if (error instanceof Error && outcome.outcome === 'failed' && outcome.error.kind === 'Unexpected') {
        log.warn('unexpected error', { site: outcome.site, stack: error.stack });
      }
    });
    await outcomes.written();
    return shutdown.aborted && code !== 0 ? EXIT_STOPPED : code;
  } catch (error) {
    log.warn(describeError(error).message);
    return exitCodeOf(error);
  }
}

function readInput(file: string, what: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new WorkerError('BadRequest', `The ${what} can't be read: ${(error as Error).message}`, { cause: error });
  }
}

/** In the region that is worked in: what runs elsewhere works on another server. */
function leaseBucket({ home, recovery, server, leases }: Job, aws: RegionalClients): Bucket {
  const { region, siteBackups } = recovery && server.region === recovery.region ? recovery : home;
  return new Bucket(aws.s3(region), region, leases ?? siteBackups);
}

if (require.main === module) {
  const args = process.argv.slice(2);
  if (args.includes('--help')) {
    process.stdout.write(`${USAGE}\n`);
  } else {
    const stop = new AbortController();
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => stop.abort(new Error(signal)));
    const output = (line: string) => void process.stdout.write(`${line}\n`);
    const log = jsonLog((line) => void process.stderr.write(line));
    const aws = new RegionalClients();
    const surroundings = { args, env: process.env, aws, output, log, shutdown: stop.signal };
    void main(surroundings).then((code) => (process.exitCode = code));
  }
}
