import { GetObjectCommand, NoSuchKey, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { CATALOGUE_KEY, catalogueSchema } from '../../lambda/shared/catalogue';
import type { Catalogue } from '../../lambda/shared/catalogue';
import { catalogueOf, renderCatalogue } from '../config/catalogue';
import type { HomeRegion, Platform } from '../config/platform';
import { bucketName } from '../platform/names';
import { changesBetween, renderCatalogueChanges } from './changes';

export interface PublishOptions {
  /** Only says what would change. Default: false */
  readonly dryRun?: boolean;
}

/** What became of the catalogue of one home region, for whoever publishes it. */
export interface Publication {
  /** `production/eu-central-1`. */
  readonly place: string;
  /** What it changes, and where it went or why it did not, a line each. */
  readonly lines: readonly string[];
  /** Whether the catalogue could not be published, nor looked at. */
  readonly failed: boolean;
}

/** Publishes the catalogue of a home region where it differs from the one that is there. */
export async function publishCatalogue(
  platform: Platform,
  place: HomeRegion,
  { dryRun = false }: PublishOptions = {},
): Promise<Publication> {
  const name = `${place.environment}/${place.region}`;
  const bucket = new CatalogueBucket(place);
  try {
    const catalogue = catalogueOf(platform, place.environment, place.region);
    const text = renderCatalogue(catalogue);
    const published = await bucket.read();
    if (published?.text === text) return { place: name, lines: ['nothing new'], failed: false };
    const before = published && parse(published.text);
    const unreadable =
      published && !before ? ['~ the one that is there cannot be read: it is replaced as a whole'] : [];
    const changes = renderCatalogueChanges(changesBetween(before, catalogue));
    const lines = [...unreadable, ...changes, ...(changes.length === 0 ? ['~ its form only'] : [])];
    if (!dryRun) await bucket.write(text, published?.version);
    const done = `${dryRun ? 'would be published' : 'published'} as ${bucket.address}`;
    return { place: name, lines: [...lines, done], failed: false };
  } catch (error) {
    return { place: name, lines: [bucket.explain(error)], failed: true };
  }
}

function parse(text: string): Catalogue | undefined {
  try {
    return catalogueSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** The catalogue in the operations bucket of a home region, in the bucket of the region's own account only. */
class CatalogueBucket {
  public readonly address: string;
  private readonly s3: S3Client;
  private readonly object: { readonly Bucket: string; readonly Key: string; readonly ExpectedBucketOwner: string };

  public constructor(private readonly place: HomeRegion) {
    const bucket = bucketName(place, 'operations');
    this.s3 = new S3Client({ region: place.region });
    this.object = { Bucket: bucket, Key: CATALOGUE_KEY, ExpectedBucketOwner: place.account };
    this.address = `s3://${bucket}/${CATALOGUE_KEY}`;
  }

  /** What is published; undefined if nothing is. */
  public async read(): Promise<{ readonly text: string; readonly version: string } | undefined> {
    try {
      const { Body, ETag = '' } = await this.s3.send(new GetObjectCommand(this.object));
      return { text: (await Body?.transformToString()) ?? '', version: ETag };
    } catch (error) {
      if (error instanceof NoSuchKey) return undefined;
      throw error;
    }
  }

  /** @param instead Version that it takes the place of; anything else there refuses it. Default: nothing is there */
  public async write(text: string, instead?: string): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({
        ...this.object,
        Body: text,
        ContentType: 'application/json',
        ChecksumAlgorithm: 'SHA256',
        ...(instead === undefined ? { IfNoneMatch: '*' } : { IfMatch: instead }),
      }),
    );
  }

  /** An error in one sentence, with what to do. */
  public explain(error: unknown): string {
    const { name, message } = error as Error;
    const { Bucket } = this.object;
    const { account, environment, region } = this.place;
    switch (name) {
      case 'NoSuchBucket':
        return `there is no bucket ${Bucket}; deploy ${environment}-${region}/sites first`;
      case 'CredentialsProviderError':
        return `there are no credentials; sign in to account ${account}, for example with \`aws sso login\``;
      case 'AccessDenied':
        return `these credentials may not use ${this.address}; sign in to account ${account} with a role that may`;
      case 'PreconditionFailed':
      case 'ConditionalRequestConflict':
        return 'somebody else has published one meanwhile; look at what has changed and run this again';
      default:
        return `not published: ${name}: ${message}`;
    }
  }
}
