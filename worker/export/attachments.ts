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

/** An attachment in an export. */
export interface ExportedAttachment extends ExportedFile {
  /** Set where its scan has not found it clean: nobody could open it so far, and it may be anything (IR-10). */
  readonly scan?: string;
}

/** What is said of an attachment that no scan has looked at yet. */
const NO_SCAN = 'NONE';

/** Bytes up to which an attachment is fetched before its turn. */
const SMALL = 1024 * 1024;

/** An attachment that is not in an export, and why. */
export interface LeftOutFile {
  readonly name: string;
  readonly why: string;
}

export interface AddedAttachments {
  readonly added: readonly ExportedAttachment[];
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
  const added: ExportedAttachment[] = [];
  const leftOut: LeftOutFile[] = [];
  for await (const { key, verdict, content } of contents(region, objects)) {
    const name = key.slice(attachmentPrefix(work.site.id).length);
    if (content) {
      const file = files.unique(`attachments/${name}`);
      const unclean = verdict === SCAN_TAG.clean ? {} : { scan: verdict };
      added.push({ name, file, ...(await zip.add(file, content, 'compressed already')), ...unclean });
    } else leftOut.push({ name, why: 'malware was found in it' });
  }
  return { added, leftOut };
}

/** What an attachment is judged to be, and its content unless it is infected. */
interface Judged<Content> {
  readonly verdict: string;
  readonly content: Content | undefined;
}

/** The contents of objects one after the other, none of infected ones; of small ones the next few are fetched meanwhile. */
async function* contents(
  { attachments }: SiteRegion,
  objects: readonly ListedObject[],
): AsyncGenerator<Judged<Readable> & { readonly key: string }> {
  const open = async ({ key, versionId }: ListedObject): Promise<Judged<Readable>> => {
    const verdict = (await attachments.tag(key, SCAN_TAG.key, versionId)) ?? NO_SCAN;
    return {
      verdict,
      content: verdict === SCAN_TAG.infected ? undefined : await attachments.getStream(key, versionId),
    };
  };
  const fetchWhole = async (object: ListedObject): Promise<Judged<Buffer>> => {
    const { verdict, content } = await open(object);
    return { verdict, content: content && (await buffer(content)) };
  };
  const waiting = objects.values();
  const fetched: { readonly object: ListedObject; readonly small: Promise<Judged<Buffer>> | undefined }[] = [];
  for (;;) {
    while (fetched.length < OBJECTS_AT_ONCE) {
      const { value: object, done } = waiting.next();
      if (done) break;
      const small = object.bytes <= SMALL ? fetchWhole(object) : undefined;
      small?.catch(() => undefined); // reported when it is its turn
      fetched.push({ object, small });
    }
    const next = fetched.shift();
    if (!next) return;
    const { object, small } = next;
    const whole = await small;
    const judged = whole
      ? { verdict: whole.verdict, content: whole.content && Readable.from([whole.content]) }
      : await open(object);
    yield { key: object.key, ...judged };
  }
}
