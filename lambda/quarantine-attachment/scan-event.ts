import { z } from 'zod';
import { SCAN_VERDICTS } from '../shared/scan-verdict';

/** Kinds of event that GuardDuty sends of an object it has to do with. */
export const SCAN_EVENTS = {
  result: 'GuardDuty Malware Protection Object Scan Result',
  /** It was scanned, but could not be tagged. */
  untagged: 'GuardDuty Malware Protection Post Scan Action Failed',
} as const;

/** Metric of attachments that nobody can read, since nobody can say whether they are clean. */
export const NOT_JUDGED = 'AttachmentsNotJudged';

const envelope = { source: z.literal('aws.guardduty'), time: z.iso.datetime() };
const s3ObjectDetails = z.object({
  bucketName: z.string(),
  objectKey: z.string().min(1),
  eTag: z.string().optional(),
  versionId: z.string().min(1),
});

const resultSchema = z.object({
  ...envelope,
  'detail-type': z.literal(SCAN_EVENTS.result),
  detail: z.object({
    s3ObjectDetails,
    scanResultDetails: z.object({
      scanResultStatus: z.enum(SCAN_VERDICTS),
      threats: z.array(z.object({ name: z.string() })).nullish(),
    }),
  }),
});

const untaggedSchema = z.object({
  ...envelope,
  'detail-type': z.literal(SCAN_EVENTS.untagged),
  detail: z.object({ s3ObjectDetails }),
});

/** An attachment that a scan was about. */
export interface Scanned {
  readonly bucket: string;
  readonly key: string;
  readonly version: string;
  /** ISO 8601 instant. */
  readonly at: string;
  /** Names of what was found in it. */
  readonly threats: readonly string[];
  /** What the scan says, or that it could not leave its word. */
  readonly verdict: (typeof SCAN_VERDICTS)[number] | 'UNTAGGED';
}

export function readScanEvent(event: unknown): Scanned {
  const read = z.discriminatedUnion('detail-type', [resultSchema, untaggedSchema]).parse(event);
  const { bucketName: bucket, objectKey: key, versionId: version } = read.detail.s3ObjectDetails;
  const common = { bucket, key, version, at: new Date(read.time).toISOString() };
  if (read['detail-type'] === SCAN_EVENTS.untagged) return { ...common, threats: [], verdict: 'UNTAGGED' };
  const { scanResultStatus: verdict, threats } = read.detail.scanResultDetails;
  return { ...common, threats: (threats ?? []).map(({ name }) => name), verdict };
}
