import { z } from 'zod';
import { RUNS, SLOTS } from '../../lambda/shared/slots';

const fingerprint = { bytes: z.number().int().nonnegative(), sha256: z.string().regex(/^[0-9a-f]{64}$/) };
const instant = z.iso.datetime();

/** An object of the backup as it is stored; the same bytes in both regions. */
const storedSchema = z.object({
  ...fingerprint,
  /** Its version in each region: what is put in its place later is never taken for it. Absent if unversioned. */
  versions: z.record(z.string(), z.string()),
});
export type StoredPart = z.infer<typeof storedSchema>;

const attachmentSetSchema = z.object({ backup: z.string(), localDate: z.string(), run: z.enum(RUNS) });

/** What a backup is, written last; it is complete when this exists, and is the same, in both regions (D2, D19). */
export const manifestSchema = z.object({
  format: z.literal(1),
  site: z.string(),
  backup: z.string(),
  /** Site-local date of the schedule. */
  localDate: z.string(),
  run: z.enum(RUNS),
  slot: z.enum(SLOTS),
  timeZone: z.string(),
  /** The site's turn when a region comes back (DR-05); absent for the last. */
  recoveryPriority: z.number().optional(),
  startedAt: instant,
  finishedAt: instant,
  /** Everything committed before is in, nothing committed later: the recovery point. */
  snapshotAt: instant,
  applicationVersion: z.string(),
  postgres: z.object({ server: z.string(), tools: z.string() }),
  homeRegion: z.string(),
  /** Absent where it is the copy of another site's, outside production. */
  recoveryRegion: z.string().optional(),
  encryption: z.object({
    context: z.object({ site: z.string(), backup: z.string() }),
    /** ARN of the site's key by region; each decrypts the dump alone. */
    keys: z.record(z.string(), z.string()),
  }),
  configuration: storedSchema,
  /** `plain` is pg_dump's output; the rest tells of its ciphertext. */
  database: storedSchema.extend({ plain: z.object(fingerprint), bytesOnServer: z.number().int().nonnegative() }),
  /** Rows of each table at the moment of the snapshot. */
  rows: z.record(z.string(), z.number().int().nonnegative()),
  attachments: storedSchema.extend({
    /** Whether this run copied them; if not, the list is that of an earlier set (D6, D18). */
    included: z.boolean(),
    because: z.string(),
    set: attachmentSetSchema,
    count: z.number().int().nonnegative(),
    /** Of all attachments together. */
    contentBytes: z.number().int().nonnegative(),
  }),
  /** Of a copy's backup: what it is a copy of, and whether personal data in it is masked (TN-14, TN-15). */
  copyOf: z.object({ site: z.string(), environment: z.string(), backup: z.string(), masked: z.boolean() }).optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What is said of an attachment to whoever gets it; two with the same content may differ in it. */
const headersSchema = z.object({
  contentType: z.string().optional(),
  contentEncoding: z.string().optional(),
  contentDisposition: z.string().optional(),
  contentLanguage: z.string().optional(),
  cacheControl: z.string().optional(),
  metadata: z.record(z.string(), z.string()),
});

/** One attachment of a set; its content is the blob of that hash. */
const attachmentSchema = z.object({
  /** Below the site's prefix. */
  name: z.string(),
  ...fingerprint,
  etag: z.string(),
  versionId: z.string().optional(),
  headers: headersSchema,
});
export type Attachment = z.infer<typeof attachmentSchema>;

export const attachmentListSchema = z.object({
  set: attachmentSetSchema,
  attachments: z.array(attachmentSchema),
});
export type AttachmentList = z.infer<typeof attachmentListSchema>;
