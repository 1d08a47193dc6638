import type { KMS } from '@aws-sdk/client-kms';
import type { Credentials } from '../lambda/shared/credentials';
import { isKeyUnusable } from './aws/aws-errors';
import { findSiteKey, type SiteKey } from './aws/site-keys';
import type { RegionalClients } from './aws/regional-clients';
import { readCredentials } from './aws/secrets';
import { WorkerError } from './errors';
import type { Job, JobPlace, JobSite } from './job';
import type { Lease, Leases } from './leases/leases';
import type { Log } from './log';
import type { ClientTools } from './postgres/client-tools';
import type { Login } from './postgres/connection';
import { databaseName, keyAlias, secretName } from './site-names';
import { Bucket } from './storage/bucket';

/** What all operations of one run share. */
export interface Workshop {
  readonly job: Job;
  readonly aws: RegionalClients;
  readonly tools: ClientTools;
  /** PEM of the authorities that sign the servers' certificates. */
  readonly authorities: string;
  readonly leases: Leases;
  readonly log: Log;
  readonly now: () => Date;
  /** Aborted when the worker is told to stop. */
  readonly shutdown: AbortSignal;
}

/** One of a site's regions. */
export interface SiteRegion extends Pick<JobPlace, 'region'> {
  readonly backups: Bucket;
  readonly attachments: Bucket;
}

/** What an operation on one site works with. */
export class SiteWork {
  public readonly home: SiteRegion;
  /** Absent outside production. */
  public readonly recovery: SiteRegion | undefined;
  public readonly log: Log;
  /** Aborted when the work must end: the worker is told to stop, or the lease is lost. */
  public readonly signal: AbortSignal;

  constructor(
    public readonly shop: Workshop,
    public readonly site: JobSite,
    lease?: Pick<Lease, 'signal'>,
  ) {
    this.home = this.regionOf(shop.job.home);
    this.recovery = shop.job.recovery && this.regionOf(shop.job.recovery);
    this.log = shop.log.with({ site: site.id });
    this.signal = AbortSignal.any([shop.shutdown, ...(lease ? [lease.signal] : [])]);
  }

  /** Home first. */
  public get regions(): readonly [SiteRegion, ...SiteRegion[]] {
    return this.recovery ? [this.home, this.recovery] : [this.home];
  }

  /** The same, that of the server first: what is near is read first. */
  public get nearestFirst(): readonly [SiteRegion, ...SiteRegion[]] {
    const { home, recovery } = this;
    return recovery && this.shop.job.server.region === recovery.region ? [recovery, home] : this.regions;
  }

  public readonly kms = (region: string): KMS => this.shop.aws.kms(region);

  /** The site's key in a region; undefined if it has none there. */
  public key(region: string): Promise<SiteKey | undefined> {
    return findSiteKey(this.kms(region), region, keyAlias(this.shop.job, this.site.id));
  }

  /**
   * How the site signs in to a database of the server; its own database, unless another is named. As whichever of its
   * users is current (ID-04): once signed in, it acts as the role that owns all that the site has.
   */
  public async siteLogin(database = databaseName(this.site.id)): Promise<Login> {
    const { region } = this.shop.job.server;
    const name = secretName(this.shop.job, this.site.id);
    const [credentials, { host, port }] = await Promise.all([
      readCredentials(this.shop.aws.secrets(region), name),
      // Where the server is, its own secret knows; the site's may still name the one that the site was on before.
      this.platformLogin(),
    ]);
    if (credentials) return login({ ...credentials, host, port }, database);
    throw new WorkerError('NotOnboarded', `Site ${this.site.id} has no secret ${name} in ${region}; onboard it first`);
  }

  /** How the platform's role signs in: it makes and renames databases, and reads none. */
  public async platformLogin(): Promise<Login> {
    const { region, host, port, secret } = this.shop.job.server;
    const known = given({ host, port });
    const secrets = this.shop.aws.secrets(region);
    const credentials = await readCredentials(secrets, secret, { engine: 'postgres', ...known });
    if (credentials) return login({ ...credentials, ...known }, 'postgres');
    throw new WorkerError('BadRequest', `There is no secret ${secret} of the server's platform role in ${region}`);
  }

  private regionOf({ region, siteBackups, attachments }: JobPlace): SiteRegion {
    const s3 = this.shop.aws.s3(region);
    return {
      region,
      backups: new Bucket(s3, region, siteBackups),
      attachments: new Bucket(s3, region, attachments),
    };
  }
}

/** Works on a site while nobody else does. */
export async function withLease<T>(
  shop: Workshop,
  site: JobSite,
  purpose: string,
  work: (siteWork: SiteWork) => Promise<T>,
): Promise<T> {
  const lease = await shop.leases.acquire(site.id, purpose);
  try {
    return await work(new SiteWork(shop, site, lease));
  } catch (error) {
    // What the abortion broke is no more than its consequence.
    if (lease.signal.aborted) throw lease.signal.reason;
    if (error instanceof WorkerError || !isKeyUnusable(error)) throw error;
    const message = `A key of site ${site.id} can't be used any more: ${(error as Error).message}`;
    throw new WorkerError('KeyErased', message, { cause: error });
  } finally {
    await lease.release();
  }
}

/** Throws unless a region is one that the site's data may be in (TN-11). */
export function checkResidency({ id, residency }: JobSite, region: string): void {
  if (residency.regions.includes(region)) return;
  const allowed = `${residency.name}: ${residency.regions.join(', ')}`;
  throw new WorkerError('OutsideResidency', `Data of site ${id} may not go to ${region}, only to ${allowed}`);
}

/** Without what is undefined, so that it stands in for nothing. */
function given<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}

function login({ host, port, username, password }: Credentials, database: string): Login {
  return { host, port, username, password, database };
}
