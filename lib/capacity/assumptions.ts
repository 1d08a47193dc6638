/** A figure that a forecast rests on. */
export interface Assumption {
  readonly value: number;
  readonly unit: string;
  /** Where it comes from; a figure that was not measured says so. */
  readonly source: string;
}

const BENCH_BACKUP = 'measured 2026-11-26 by bench/backup.ts, 294 MB, 2 busy cores of an AMD EPYC';
const GUESSED = 'estimated by reading worker/operations/backup.ts; not counted';
const NOT_MEASURED = 'not measured: no AWS account at hand';

/** Everything that is assumed; each can be given another value by `--assume name=value`. */
export const ASSUMPTIONS = {
  siteSeconds: { value: 0.3, unit: 's', source: 'measured 2026-11-26 by bench/backup.ts: 205 small sites a minute' },
  dumpRate: { value: 84, unit: 'MB/s of a database', source: `${BENCH_BACKUP}: 3.8 s, less what every site takes` },
  restoreRate: { value: 63, unit: 'MB/s of a database', source: `${BENCH_BACKUP}: 4.6 s` },
  attachmentRate: { value: 40, unit: 'MB/s of new attachments, into both regions', source: NOT_MEASURED },
  listRate: { value: 5000, unit: 'attachments listed a second', source: NOT_MEASURED },
  sitesAtOnce: {
    value: 2,
    unit: 'sites of a server at a time',
    source: "the worker's default, worker/command-line.ts",
  },
  serversAtOnce: {
    value: 40,
    unit: 'servers of a wave at a time',
    source: 'the wave of backups, lib/sites/site-waves.ts',
  },
  taskVcpu: { value: 2, unit: 'vCPU of a Fargate task', source: 'lib/sites/fargate-worker.ts' },
  launchSeconds: { value: 60, unit: 's until a Fargate task works', source: NOT_MEASURED },
  planSeconds: { value: 10, unit: 's for the plan of a wave', source: NOT_MEASURED },
  rotateSiteSeconds: { value: 0.2, unit: 's for the rotation of a site', source: NOT_MEASURED },
  proofAttachmentBytes: {
    value: 25e6,
    unit: 'bytes of attachments that a proof reads',
    source: 'lambda/plan-wave/planning.ts',
  },
  leastFilled: { value: 0.1, unit: 'of a data package, the least that a site uses', source: 'no customers to ask yet' },
  databaseShare: { value: 0.2, unit: "of a site's data are its database", source: 'no customers to ask yet' },
  attachmentBytes: { value: 500e3, unit: 'bytes of an attachment, on average', source: 'no customers to ask yet' },
  newAttachments: { value: 0.001, unit: 'of the attachments are new each day', source: 'no customers to ask yet' },
  kmsRequests: { value: 40, unit: 'requests to KMS in a backup, attachments aside', source: GUESSED },
  s3Writes: { value: 25, unit: 'writes to S3 in a backup, attachments aside', source: GUESSED },
  s3Reads: { value: 40, unit: 'reads from S3 in a backup, attachments aside', source: GUESSED },
  refusedMinutes: {
    value: 15,
    unit: 'minutes that a task which was refused is tried again',
    source: 'NEXT_ATTEMPTS in lib/sites/site-worker.ts',
  },
} as const satisfies Record<string, Assumption>;

export type Assumptions = Readonly<Record<keyof typeof ASSUMPTIONS, number>>;

/**
 * The assumed figures, those that are given in place of the table's.
 *
 * @param given `name=value`, from the command line
 * @throws Error that says what is wrong with one, and what there is.
 */
export function assume(given: readonly string[] = []): Assumptions {
  const values = Object.fromEntries(Object.entries(ASSUMPTIONS).map(([name, { value }]) => [name, value as number]));
  for (const text of given) {
    const [name = '', number = ''] = text.split('=');
    if (!Object.hasOwn(ASSUMPTIONS, name)) {
      throw new Error(`Nothing is assumed of '${name}'; there are ${Object.keys(ASSUMPTIONS).join(', ')}`);
    }
    const value = Number(number);
    if (number === '' || !Number.isFinite(value) || value <= 0) {
      throw new Error(`'${text}': ${name} must be a number above 0, such as ${name}=${values[name]}`);
    }
    values[name] = value;
  }
  return values as Assumptions;
}

/** What an RDS instance type gives a backup: processors, and MB/s that its disks can be read at for hours. */
export interface ServerSize {
  readonly vcpu: number;
  readonly diskRate: number;
}

/** Baseline of the EBS bandwidth, not its half hour of burst: https://docs.aws.amazon.com/ec2/latest/instancetypes/gp.html */
const M7G: Readonly<Record<string, ServerSize>> = {
  medium: { vcpu: 1, diskRate: 39 },
  large: { vcpu: 2, diskRate: 78 },
  xlarge: { vcpu: 4, diskRate: 156 },
  '2xlarge': { vcpu: 8, diskRate: 312 },
  '4xlarge': { vcpu: 16, diskRate: 625 },
  '8xlarge': { vcpu: 32, diskRate: 1250 },
  '12xlarge': { vcpu: 48, diskRate: 1875 },
  '16xlarge': { vcpu: 64, diskRate: 2500 },
};

/** @throws for a type that the table lacks. */
export function serverSize(instanceType: string): ServerSize {
  const [family, size = ''] = instanceType.split('.');
  const found = /^[mr][678]g$/.test(family ?? '') ? M7G[size] : undefined;
  if (!found) throw new Error(`How fast ${instanceType} reads its disks is not in lib/capacity/assumptions.ts; add it`);
  return found;
}
