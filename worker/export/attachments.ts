import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { OBJECTS_AT_ONCE } from '../attachments/blobs';
import { SCAN_TAG } from '../../lambda/shared/scan-verdict';
import type { SiteRegion, SiteWork } from '../site-work';
import type { ListedObject } from '../storage/bucket';
import { attachmentPrefix } from '../storage/layout';
import type { Fingerprint } from '../streams/digest';
import type { FileNames } from './file-names';
import type { ZipWriter } from './zip-writer';

/** A file of the application's, or a large object of the database. */
export interface ExportedFile extends Fingerprint {
  /** What the site knows it by. */
  readonly name: string;
  /** Its path in the zip: the name, unless that can't be unpacked everywhere. */
  readonly file: string;
}

/** Bytes up to which an attachment is fetched before its turn. */
const SMALL = 1024 * 1024;

/** An attachment that is not in an export, and why. */
export interface LeftOutFile {
  readonly name: string;
  readonly why: string;
}

export interface AddedAttachments {
  readonly added: readonly ExportedFile[];
  readonly leftOut: readonly LeftOutFile[];
}

/** Adds all attachments, in the order of their names, but for those in which malware was found (IR-10). */
export async function addAttachments(
  zip: ZipWriter,
  work: SiteWork,
  region: SiteRegion,
  objects: readonly ListedObject[],
  files: FileNames,
): Promise<AddedAttachments> {
  const added: ExportedFile[] = [];
  const leftOut: LeftOutFile[] = [];
  for await (const { key, content } of contents(region, objects)) {
    const name = key.slice(attachmentPrefix(work.site.id).length);
    if (content) {
      const file = files.unique(`attachments/${name}`);
      added.push({ name, file, ...(await zip.add(file, content, 'compressed already')) });
    } else leftOut.push({ name, why: 'malware was found in it' });
  }
  return { added, leftOut };
}

/** The contents of objects one after the other, none of infected ones; of small ones the next few are fetched meanwhile. */
async function* contents(
  { attachments }: SiteRegion,
  objects: readonly ListedObject[],
): AsyncGenerator<{ readonly key: string; readonly content: Readable | undefined }> {
  const open = async ({ key, versionId }: ListedObject) =>
    (await attachments.tag(key, SCAN_TAG.key, versionId)) === SCAN_TAG.infected
      ? undefined
      : attachments.getStream(key, versionId);
  const waiting = objects.values();
  const fetched: { readonly object: ListedObject; readonly small: Promise<Buffer | undefined> | undefined }[] = [];
  for (;;) {
    while (fetched.length < OBJECTS_AT_ONCE) {
      const { value: object, done } = waiting.next();
      if (done) break;
      const small = object.bytes <= SMALL ? open(object).then((stream) => stream && buffer(stream)) : undefined;
      small?.catch(() => undefined); // reported when it is its turn
      fetched.push({ object, small });
    }
    const next = fetched.shift();
    if (!next) return;
    const { object, small } = next;
    const whole = await small;
    yield { key: object.key, content: small ? whole && Readable.from([whole]) : await open(object) };
  }
}
