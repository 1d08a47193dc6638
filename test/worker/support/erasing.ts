import {
  CreateBucketCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { secretExists } from '../../../worker/aws/secrets';
import type { Job, JobSite } from '../../../worker/job';
import type { ErasureReceipt } from '../../../worker/operations/erasure-record';
import type { Workshop } from '../../../worker/site-work';
import { Bucket } from '../../../worker/storage/bucket';
import { backUp, onboarded, run } from './operating';
import { HOME, RECOVERY, World } from './world';

export const EXPORTS = `exports-${HOME}`;
export const REGIONS = [HOME, RECOVERY];

/** What a scan finds of an erased site. */
export const NOTHING = {
  databases: [],
  roles: [],
  attachments: [],
  uploads: [],
  exports: [],
  secrets: [],
  usableKeys: [],
};

export function erase(shop: Workshop, site: JobSite, operation = 'request-1'): Promise<ErasureReceipt> {
  return run(shop, site, 'erase', '--site', site.id, '--operation', operation) as Promise<ErasureReceipt>;
}

/** A world with a bucket of exports, and what it takes to erase a site in it and to see what is left. */
export class Erasing {
  public static async start(): Promise<Erasing> {
    const world = await World.start({ versioned: true });
    const CreateBucketConfiguration = { LocationConstraint: HOME } as const;
    await world.clients.s3(HOME).send(new CreateBucketCommand({ Bucket: EXPORTS, CreateBucketConfiguration }));
    const VersioningConfiguration = { Status: 'Enabled' } as const;
    await world.clients.s3(HOME).send(new PutBucketVersioningCommand({ Bucket: EXPORTS, VersioningConfiguration }));
    return new Erasing(world);
  }

  private constructor(public readonly world: World) {}

  public get exports(): Bucket {
    return new Bucket(this.world.clients.s3(HOME), HOME, EXPORTS);
  }

  public job(site: JobSite, region: string = HOME): Job {
    return { ...this.world.job([site], region), exports: EXPORTS };
  }

  public shop(site: JobSite, changes: Parameters<World['shop']>[1] = {}): Workshop {
    return { ...this.world.shop([site], changes), job: this.job(site, changes.region) };
  }

  /** A site with a backup, two attachments in the home region and one in the recovery region, and an export. */
  public async inhabited(id: string, changes: Partial<JobSite> = {}): Promise<JobSite> {
    const site = await onboarded(this.world, id, changes);
    await backUp(this.world.shop([site]), site);
    await this.world.attach(id, 'from-a-failover.txt', 'text', RECOVERY);
    await this.exports.put(`${id}/request.zip`, 'all the data', {});
    return site;
  }

  public async versions(bucket: Bucket, prefix: string): Promise<string[]> {
    const found = await bucket.s3.send(new ListObjectVersionsCommand({ Bucket: bucket.name, Prefix: prefix }));
    const all = [...(found.Versions ?? []), ...(found.DeleteMarkers ?? [])];
    return all.map(({ Key, VersionId }) => `${Key} ${VersionId}`);
  }

  public async keyIn(region: string, site: string) {
    const KeyId = `alias/cordon/production/site/${site}`;
    return (await this.world.clients.kms(region).send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;
  }

  /** Everything of a site that an erasure is to remove. */
  public async scan(site: string): Promise<Record<string, unknown>> {
    const { world } = this;
    const secret = `cordon/production/site/${site}/database`;
    const listing = new ListMultipartUploadsCommand({ Bucket: `attachments-${HOME}`, Prefix: `${site}/` });
    const inBoth = async <T>(of: (region: string) => Promise<T>) => Promise.all(REGIONS.map(of));
    const named = (column: string) => `${column} = '${site}' OR ${column} LIKE '${site}\\_\\_%' ORDER BY 1`;
    const roles = await world.sql(world.homeServer, `SELECT rolname FROM pg_roles WHERE ${named('rolname')}`);
    const databases = await world.sql(world.homeServer, `SELECT datname FROM pg_database WHERE ${named('datname')}`);
    return {
      databases: databases.map(({ datname }) => datname),
      roles: roles.map(({ rolname }) => rolname),
      attachments: (await inBoth((region) => this.versions(world.attachments(region), `${site}/`))).flat(),
      uploads: (await world.clients.s3(HOME).send(listing)).Uploads ?? [],
      exports: await this.versions(this.exports, `${site}/`),
      secrets: (await inBoth((region) => secretExists(world.clients.secrets(region), secret))).filter(Boolean),
      usableKeys: (await inBoth((region) => this.keyIn(region, site))).filter((key) => key?.Enabled),
    };
  }
}
