import { GetObjectCommand, HeadObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { CATALOGUE_KEY, catalogueSchema, type Catalogue } from './catalogue';

/** Whose catalogue is expected. */
export interface Whose {
  readonly platform: string;
  readonly environment: string;
  /** Home region. */
  readonly region: string;
}

/** The catalogue is not one to go by; nothing has been changed. */
export class CatalogueRefused extends Error {
  public override readonly name = 'CatalogueRefused';
}

export interface PublishedCatalogue {
  readonly catalogue: Catalogue;
  /** Changes whenever another one is published. */
  readonly version: string;
}

/** Reads the published catalogue. @throws CatalogueRefused if there is none, or none that can be gone by. */
export async function readCatalogue(s3: S3Client, bucket: string, whose: Whose): Promise<PublishedCatalogue> {
  try {
    const { Body, ETag } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: CATALOGUE_KEY }));
    return { catalogue: parseCatalogue((await Body?.transformToString()) ?? '', whose), version: ETag ?? '' };
  } catch (error) {
    if (!(error instanceof NoSuchKey)) throw error;
    throw new CatalogueRefused(`There is no catalogue in ${bucket}; publish one with 'npm run sites:publish'`);
  }
}

/** Whether it is still the one that is published. */
export async function isLatest(s3: S3Client, bucket: string, version: string): Promise<boolean> {
  const { ETag } = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: CATALOGUE_KEY }));
  return ETag === version;
}

/** @throws CatalogueRefused with all that is wrong with it. */
export function parseCatalogue(text: string, whose: Whose): Catalogue {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new CatalogueRefused(`The catalogue is not JSON: ${(error as Error).message}`);
  }
  const result = catalogueSchema.safeParse(json);
  if (!result.success) {
    const issues = result.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
    throw new CatalogueRefused(`The catalogue is wrong: ${issues.join('; ')}`);
  }
  const problems = contradictions(result.data, whose);
  if (problems.length > 0) throw new CatalogueRefused(`The catalogue is refused: ${problems.join('; ')}`);
  return result.data;
}

function contradictions({ platform, environment, region, servers, sites }: Catalogue, whose: Whose): string[] {
  const found = `${platform}/${environment}/${region}`;
  const expected = `${whose.platform}/${whose.environment}/${whose.region}`;
  if (found !== expected) return [`it is that of ${found}, and this is ${expected}`];
  const serverIds = servers.map(({ id }) => id);
  const siteIds = sites.map(({ job }) => job.id);
  return [
    ...repeated(serverIds).map((id) => `server ${id} is in it twice`),
    ...repeated(siteIds).map((id) => `site ${id} is in it twice`),
    ...sites
      .filter(({ server }) => !serverIds.includes(server))
      .map(({ job, server }) => `site ${job.id} lives on server ${server}, which is not in it`),
  ];
}

function repeated(ids: readonly string[]): string[] {
  return [...new Set(ids.filter((id, index) => ids.indexOf(id) < index))];
}
