import type { Readable } from 'node:stream';
import {
  DeleteObjectsCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutObjectCommand,
  type _Object,
  type ObjectVersion,
  type S3Client,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { isNotFound } from '../aws/aws-errors';

/** Bytes of a part of a multipart upload: enough for objects of 156 GB, in 10 000 parts. */
const PART_BYTES = 16 * 1024 * 1024;
/** Parts on their way at a time. */
const PARTS_AT_ONCE = 2;
/** S3 deletes no more at once. */
const DELETED_AT_ONCE = 1000;

/** What is said of an object to whoever gets it: HTTP headers, and the metadata of whoever stored it. */
export interface ObjectHeaders {
  readonly contentType?: string;
  readonly contentEncoding?: string;
  readonly contentDisposition?: string;
  readonly contentLanguage?: string;
  readonly cacheControl?: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** How an object is written. */
export interface WriteOptions {
  /** ARN of the KMS key, in the bucket's region, that S3 encrypts with. @default - the bucket's own */
  readonly keyArn?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** @default - none, or those of the source if it is copied */
  readonly headers?: ObjectHeaders;
}

/** An object as a list shows it. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  readonly etag: string;
  /** Absent in a bucket that isn't versioned. */
  readonly versionId?: string;
  readonly modified: Date;
}

/** An object to delete. */
export interface ObjectToRemove {
  readonly key: string;
  /** The version that is to be gone for good. @default - none: what is there stays as an older version */
  readonly versionId?: string;
}

/** An object that S3 refused to delete, and why. */
export interface NotRemoved extends ObjectToRemove {
  /** S3's name of the error, such as `AccessDenied`. */
  readonly code: string;
  readonly message: string;
}

/** A bucket in one region. */
export class Bucket {
  constructor(
    public readonly s3: S3Client,
    public readonly region: string,
    public readonly name: string,
  ) {}

  /**
   * Stores a stream, in parts if it is long. When the stream fails nothing is stored, nor are parts left over.
   *
   * @returns the version's id, if the bucket is versioned.
   */
  public async putStream(key: string, body: Readable, options: WriteOptions): Promise<string | undefined> {
    const params = { Bucket: this.name, Key: key, Body: body, ...writing(options) };
    const upload = new Upload({ client: this.s3, params, partSize: PART_BYTES, queueSize: PARTS_AT_ONCE });
    return (await upload.done()).VersionId;
  }

  /** @param once Fails with PreconditionFailed if there is such an object already. */
  public async put(key: string, body: string, options: WriteOptions, once = false): Promise<string | undefined> {
    const condition = once ? { IfNoneMatch: '*' } : {};
    const object = { Bucket: this.name, Key: key, Body: body, ...writing(options), ...condition };
    return (await this.s3.send(new PutObjectCommand({ ...object, ContentType: 'application/json' }))).VersionId;
  }

  /** @throws NoSuchKey, NoSuchVersion */
  public async getStream(key: string, versionId?: string): Promise<Readable> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: this.name, Key: key, VersionId: versionId }));
    return Body as Readable;
  }

  /** The text of an object; undefined if there is none. */
  public async getText(key: string, versionId?: string): Promise<string | undefined> {
    try {
      const object = { Bucket: this.name, Key: key, VersionId: versionId };
      return await (await this.s3.send(new GetObjectCommand(object))).Body?.transformToString();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** What is known of an object without reading it; undefined if there is none. */
  public async head(
    key: string,
    versionId?: string,
  ): Promise<{ readonly bytes: number; readonly headers: ObjectHeaders } | undefined> {
    try {
      const object = { Bucket: this.name, Key: key, VersionId: versionId };
      const found = await this.s3.send(new HeadObjectCommand(object));
      const headers = {
        contentType: found.ContentType,
        contentEncoding: found.ContentEncoding,
        contentDisposition: found.ContentDisposition,
        contentLanguage: found.ContentLanguage,
        cacheControl: found.CacheControl,
        metadata: found.Metadata ?? {},
      };
      return { bytes: found.ContentLength ?? 0, headers };
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  /** Value of a tag of an object; undefined if it has no such tag. @throws NoSuchKey, NoSuchVersion */
  public async tag(key: string, name: string, versionId?: string): Promise<string | undefined> {
    const object = { Bucket: this.name, Key: key, VersionId: versionId };
    const { TagSet = [] } = await this.s3.send(new GetObjectTaggingCommand(object));
    return TagSet.find(({ Key }) => Key === name)?.Value;
  }

  /** All objects below a prefix, as they are now. */
  public async *list(prefix: string): AsyncGenerator<ListedObject> {
    let token: string | undefined;
    do {
      const request = { Bucket: this.name, Prefix: prefix, ContinuationToken: token };
      const page = await this.s3.send(new ListObjectsV2Command(request));
      for (const object of page.Contents ?? []) yield listed(object);
      token = page.NextContinuationToken;
    } while (token);
  }

  /** All objects below a prefix with the version that each is at. */
  public async *listVersions(prefix: string): AsyncGenerator<ListedObject> {
    for await (const { VersionId, IsLatest, ...object } of this.versions(prefix)) {
      if (IsLatest) yield { ...listed(object), versionId: VersionId === 'null' ? undefined : VersionId };
    }
  }

  /** Every version below a prefix that has content, older ones and those of deleted objects included. */
  public async *listAllVersions(prefix: string): AsyncGenerator<Required<ListedObject>> {
    for await (const { VersionId, ...object } of this.versions(prefix)) {
      // What was stored before the bucket kept versions has one of that name.
      yield { ...listed(object), versionId: VersionId ?? 'null' };
    }
  }

  /** Names directly below a prefix that have something below themselves. */
  public async directories(prefix: string): Promise<string[]> {
    const names: string[] = [];
    let token: string | undefined;
    do {
      const request = { Bucket: this.name, Prefix: prefix, Delimiter: '/', ContinuationToken: token };
      const page = await this.s3.send(new ListObjectsV2Command(request));
      for (const { Prefix } of page.CommonPrefixes ?? []) names.push((Prefix ?? '').slice(prefix.length, -1));
      token = page.NextContinuationToken;
    } while (token);
    return names;
  }

  /**
   * Deletes objects that are there; of one that isn't, a versioned bucket would note the deletion all the same.
   *
   * @param signal No further ones are deleted once it is aborted.
   * @returns those that S3 refused to delete; all others are deleted.
   */
  public async remove(objects: readonly ObjectToRemove[], signal?: AbortSignal): Promise<NotRemoved[]> {
    const refused: NotRemoved[] = [];
    for (let start = 0; start < objects.length; start += DELETED_AT_ONCE) {
      signal?.throwIfAborted();
      const batch = objects.slice(start, start + DELETED_AT_ONCE);
      const Objects = batch.map(({ key, versionId }) => ({ Key: key, VersionId: versionId }));
      const { Errors } = await this.s3.send(
        new DeleteObjectsCommand({ Bucket: this.name, Delete: { Objects, Quiet: true } }),
      );
      for (const { Key = '', VersionId, Code = 'Unknown', Message = '' } of Errors ?? []) {
        refused.push({ key: Key, versionId: VersionId, code: Code, message: Message });
      }
    }
    return refused;
  }

  private async *versions(prefix: string): AsyncGenerator<ObjectVersion> {
    let from: { KeyMarker?: string; VersionIdMarker?: string } | undefined = {};
    while (from) {
      const page: Awaited<ReturnType<Bucket['versionPage']>> = await this.versionPage(prefix, from);
      yield* page.Versions ?? [];
      const { IsTruncated, NextKeyMarker, NextVersionIdMarker } = page;
      from = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : undefined;
    }
  }

  private versionPage(prefix: string, from: { KeyMarker?: string; VersionIdMarker?: string }) {
    return this.s3.send(new ListObjectVersionsCommand({ Bucket: this.name, Prefix: prefix, ...from }));
  }
}

function listed({
  Key,
  Size,
  ETag,
  LastModified,
}: Pick<_Object, 'Key' | 'Size' | 'ETag' | 'LastModified'>): ListedObject {
  if (Key === undefined || LastModified === undefined) throw new Error('S3 listed an object without its name or time');
  return { key: Key, bytes: Size ?? 0, etag: ETag ?? '', modified: LastModified };
}

/** The parameters, the same for all ways to write, of encryption, tags and headers. */
export function writing({ keyArn, tags, headers }: WriteOptions) {
  return {
    ...(keyArn ? { ServerSideEncryption: 'aws:kms' as const, SSEKMSKeyId: keyArn, BucketKeyEnabled: true } : {}),
    ...(tags ? { Tagging: new URLSearchParams(tags).toString() } : {}),
    ...(headers
      ? {
          ContentType: headers.contentType,
          ContentEncoding: headers.contentEncoding,
          ContentDisposition: headers.contentDisposition,
          ContentLanguage: headers.contentLanguage,
          CacheControl: headers.cacheControl,
          Metadata: headers.metadata,
        }
      : {}),
  };
}
