import type { KMS } from '@aws-sdk/client-kms';
import { CreateBucketCommand, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3';
import type { JobCopy } from '../../../lambda/shared/job';
import { RegionalClients } from '../../../worker/aws/regional-clients';
import type { Job, JobSite } from '../../../worker/job';
import { S3Leases } from '../../../worker/leases/s3-leases';
import type { Cloned } from '../../../worker/operations/clone';
import { Bucket } from '../../../worker/storage/bucket';
import { partKey } from '../../../worker/storage/layout';
import { manifestSchema, type Manifest } from '../../../worker/storage/manifest';
import type { Workshop } from '../../../worker/site-work';
import { run, SATURDAYS_BACKUP } from './operating';
import { HOME, RECOVERY, type World } from './world';

export const COPY_OF_SATURDAY = `${SATURDAYS_BACKUP}-copy`;

/** The test environment beside a world's production: buckets of its own, and copies of sites. */
export class CopyPlace {
  public static async make(world: World, versioned: boolean): Promise<CopyPlace> {
    for (const region of [HOME, RECOVERY]) {
      const s3 = world.clients.s3(region);
      const CreateBucketConfiguration = { LocationConstraint: region as 'eu-west-1' };
      for (const Bucket of [`copies-${region}`, `copied-attachments-${region}`]) {
        await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        if (versioned) await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
      }
    }
    return new CopyPlace(world);
  }

  private constructor(private readonly world: World) {}

  /** A copy as the job of its source has it, in one region unless changed. */
  public copy(site: string, changes: Partial<JobCopy> = {}): JobCopy {
    return {
      site,
      platform: 'cordon',
      environment: 'test',
      account: this.world.aws.account,
      residency: { name: 'european-union', regions: [HOME, RECOVERY] },
      home: place(HOME),
      masks: [],
      ...changes,
    };
  }

  /** Where the copies' data is in a region. */
  public readonly in = place;

  /** The copy as a site of its own environment. */
  public site(id: string): JobSite {
    return this.world.site(id, { backupTimes: [] });
  }

  /** What operations in the copy's environment work with. A request for anything of production's fails. */
  public shop(id: string, twoRegions = false): Workshop {
    const { endpoint, credentials } = this.world.aws.client();
    const aws = new RegionalClients(() => ({ endpoint, credentials }));
    for (const region of [HOME, RECOVERY]) {
      watch(aws.s3(region), (asked) => {
        if (/"(backups|attachments)-/.test(asked)) throw new Error(`The copy asks production: ${asked}`);
      });
    }
    const site = this.site(id);
    const recovery = twoRegions ? place(RECOVERY) : undefined;
    const job: Job = { ...this.world.job([site]), environment: 'test', home: place(HOME), recovery };
    return this.world.shop([site], { job, aws, leases: new S3Leases(this.backups(HOME), 60) });
  }

  /** Gives copies their keys, secrets and databases. */
  public async onboard(ids: readonly string[], twoRegions = false): Promise<void> {
    for (const id of ids) await run(this.shop(id, twoRegions), this.site(id), 'onboard');
  }

  public restore(id: string, backup = COPY_OF_SATURDAY): Promise<object> {
    const site = this.site(id);
    return run(this.shop(id), site, 'restore', '--backup', backup, '--operation', 'fill');
  }

  public backups(region: string): Bucket {
    return new Bucket(this.world.clients.s3(region), region, `copies-${region}`);
  }

  public attachments(region: string): Bucket {
    return new Bucket(this.world.clients.s3(region), region, `copied-attachments-${region}`);
  }

  public keys(id: string, region = HOME): Promise<string[]> {
    return this.world.keys(this.backups(region), `sites/${id}/`);
  }

  public async manifest(id: string, region = HOME, backup = COPY_OF_SATURDAY): Promise<Manifest | undefined> {
    const text = await this.backups(region).getText(partKey(id, backup, 'manifest'));
    return text === undefined ? undefined : manifestSchema.parse(JSON.parse(text));
  }
}

/** Shows what is asked of AWS, as JSON, before it is asked. */
export function watch(client: S3Client | KMS, look: (asked: string) => void): void {
  // The two clients' own types of a middleware have no common one to call `add` with.
  const stack = client.middlewareStack as S3Client['middlewareStack'];
  const middleware: Middleware = (next) => (args) => {
    look(JSON.stringify(args.input));
    return next(args);
  };
  stack.add(middleware, { step: 'initialize', name: 'watching' });
}
type Middleware = <Args extends { readonly input: unknown }, Result>(
  next: (args: Args) => Promise<Result>,
) => (args: Args) => Promise<Result>;

export function clone(shop: Workshop, site: JobSite, ...args: string[]): Promise<Cloned> {
  return run(shop, site, 'clone', '--backup', SATURDAYS_BACKUP, ...args) as Promise<Cloned>;
}

function place(region: string): JobCopy['home'] {
  return { region, siteBackups: `copies-${region}`, attachments: `copied-attachments-${region}` };
}
