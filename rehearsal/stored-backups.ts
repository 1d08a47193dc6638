import { GetObjectCommand, paginateListObjectsV2, PutObjectCommand } from '@aws-sdk/client-s3';
import type { HomeRegion, Place } from '../lib/config/platform';
import { bucketName } from '../lib/platform/names';
import { attachmentListSchema, manifestSchema, type AttachmentList, type Manifest } from '../worker/storage/manifest';
import type { World } from './world';

interface KeptObject {
  readonly place: Place;
  readonly key: string;
  readonly content: Uint8Array;
}

/** What the buckets of site backups hold, read without the worker. */
export class StoredBackups {
  constructor(private readonly world: World) {}

  /** Manifests of the complete backups of a site in a region, new to old. */
  public async manifests(place: Place, site: string): Promise<Manifest[]> {
    const s3 = this.world.s3(place.region);
    const Bucket = bucketName(place, 'site-backups');
    const manifests: Manifest[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: `sites/${site}/` })) {
      for (const { Key } of Contents) {
        if (!Key?.endsWith('/manifest.json')) continue;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        manifests.push(manifestSchema.parse(JSON.parse((await Body?.transformToString()) ?? '')));
      }
    }
    return manifests.sort((a, b) => (a.backup < b.backup ? 1 : -1));
  }

  public async attachments(place: Place, { site, backup }: Manifest): Promise<AttachmentList> {
    const s3 = this.world.s3(place.region);
    const Key = `sites/${site}/${backup}/attachments.json`;
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucketName(place, 'site-backups'), Key }));
    const text = (await Body?.transformToString()) ?? '';
    return attachmentListSchema.parse(JSON.parse(text));
  }

  /** The objects of a backup, as somebody has them who copied them in time. */
  public async keep(place: Place, { site, backup }: Manifest): Promise<KeptObject[]> {
    const s3 = this.world.s3(place.region);
    const Bucket = bucketName(place, 'site-backups');
    const kept: KeptObject[] = [];
    for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix: `sites/${site}/` })) {
      for (const { Key = '' } of Contents) {
        if (!Key.startsWith(`sites/${site}/${backup}/`) && !Key.includes('/attachments/')) continue;
        const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
        kept.push({ place, key: Key, content: (await Body?.transformToByteArray()) ?? new Uint8Array() });
      }
    }
    return kept;
  }

  /** Puts them where they were, in all regions. */
  public async putBack(kept: readonly KeptObject[]): Promise<void> {
    for (const { place, key, content } of kept) {
      for (const there of [place, ...('recovery' in place ? [(place as HomeRegion).recovery] : [])]) {
        if (!there) continue;
        const s3 = this.world.s3(there.region);
        await s3.send(new PutObjectCommand({ Bucket: bucketName(there, 'site-backups'), Key: key, Body: content }));
      }
    }
  }
}

/** By id, date or slot; the newest of those. */
export function choose(manifests: readonly Manifest[], which: string | undefined): Manifest | undefined {
  if (which === undefined) return manifests[0];
  return manifests.find(({ backup, localDate, slot }) => [backup, localDate, slot].includes(which));
}
