import { z } from 'zod';
import { SLOTS } from './slots';

const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be a region such as eu-central-1');
/** At most 41 characters, so that the names of databases made of it stay below PostgreSQL's 63. */
const siteId = z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id');
const residency = z.strictObject({ name: z.string().min(1), regions: z.array(region).min(1) });

/** One of the regions that hold the backups of the sites (D19). */
export const jobPlaceSchema = z.strictObject({
  region,
  /** Bucket of site backups there. */
  siteBackups: z.string().min(3),
  /** Bucket of attachments there; a site's are below `<site>/`. */
  attachments: z.string().min(3),
});
export type JobPlace = z.infer<typeof jobPlaceSchema>;

/** How a column is made unrecognisable in a copy; each keeps a value's type, and NULL stays NULL. */
export const MASKS = ['name', 'email', 'phone', 'text', 'date', 'null'] as const;

export const maskedColumnSchema = z.strictObject({
  /** `schema.table`. */
  table: z.string().regex(/^[^.]+\.[^.]+$/, 'must be schema.table'),
  column: z.string().min(1),
  mask: z.enum(MASKS),
});
export type MaskedColumn = z.infer<typeof maskedColumnSchema>;

/** Rows that belong to a person without naming them: those whose column refers to a row that does. */
export const personLinkSchema = z.strictObject({
  /** `schema.table`. */
  table: maskedColumnSchema.shape.table,
  column: z.string().min(1),
  /** `schema.table` of the rows that it refers to, by their column `key`. */
  references: maskedColumnSchema.shape.table,
  key: z.string().min(1),
});
export type PersonLink = z.infer<typeof personLinkSchema>;

/** Where the application keeps personal data, so that one person's can be found (TN-20, TN-21). */
export const personalDataSchema = z.strictObject({
  columns: z.array(maskedColumnSchema).default([]),
  links: z.array(personLinkSchema).default([]),
});
export type PersonalData = z.infer<typeof personalDataSchema>;

/** A site that is a copy of another one, of the same customer, in whatever environment (TN-14, TN-15). */
export const copySchema = z.strictObject({
  site: siteId,
  platform: z.string().min(1),
  environment: z.string().min(1),
  /** The copy's own account, whose buckets and keys it lives in. */
  account: z.string().regex(/^\d{12}$/),
  residency,
  home: jobPlaceSchema,
  recovery: jobPlaceSchema.optional(),
  /** Personal data that must not be in it (D20); empty: the copy is a full one. */
  masks: z.array(maskedColumnSchema),
});
export type JobCopy = z.infer<typeof copySchema>;

export const jobSiteSchema = z.strictObject({
  id: siteId,
  /** IANA name. */
  timeZone: z.string().min(1),
  /** Local times of its backups, `hh:mm`; empty for a site without backups of its own. */
  backupTimes: z.array(z.string()).max(2),
  keeps: z.partialRecord(z.enum(SLOTS), z.number().int().nonnegative()),
  /** Bytes up to which attachments are in every backup; null: no limit (D6). */
  dailyAttachmentsLimit: z.number().int().nonnegative().nullable(),
  /** Regions that the site's data may never leave (TN-11). */
  residency,
  applicationVersion: z.string().min(1),
  /** Nothing of the site may be erased while it holds (D9). */
  legalHold: z.strictObject({ since: z.string(), reason: z.string() }).optional(),
  /** Sites that are copies of this one. */
  copies: z.array(copySchema).default([]),
  /** Absent where the config lists none: then no single person can be found. */
  personalData: personalDataSchema.optional(),
  /** The whole record of the site in the config; the worker only stores it (BK-03). */
  record: z.record(z.string(), z.unknown()),
});
export type JobSite = z.infer<typeof jobSiteSchema>;

/** What a run of the worker is about: the sites of one database server. */
export const jobSchema = z.strictObject({
  platform: z.string().min(1),
  environment: z.string().min(1),
  home: jobPlaceSchema,
  /** Absent only where no site has backups: outside production. */
  recovery: jobPlaceSchema.optional(),
  /** Bucket of exports in the server's region; an export is refused without. */
  exports: z.string().min(3).optional(),
  /** Account of production, where the sites of this environment are copies of its own: its workers may encrypt to their keys. */
  copiesFrom: z
    .string()
    .regex(/^\d{12}$/)
    .optional(),
  /** Bucket of leases in the server's region. Default: that of site backups, which a recovery drill writes nothing into. */
  leases: z.string().min(3).optional(),
  /** The server to work on. It stands in the home region, or after its loss in the recovery region. */
  server: z.strictObject({
    region,
    /** Secret, in the server's region, of the platform's own role there: CREATEDB and CREATEROLE, no superuser. */
    secret: z.string().min(1),
    /** Address. Default: that in the secret. */
    host: z.string().min(1).optional(),
    port: z.number().int().min(1).max(65535).optional(),
    /** ARN, in the server's region, of the function that rotates sites' secrets (ID-04); without, they aren't rotated. */
    rotationFunction: z.string().min(1).optional(),
    /** Made for a drill: it has no site's role yet. Default: sites live on it, or are to. */
    empty: z.boolean().optional(),
  }),
  sites: z.array(jobSiteSchema).min(1),
});
export type Job = z.infer<typeof jobSchema>;
