import { GetObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import type { SiteOutcome } from '../../lambda/shared/outcome';
import type { Bucket } from '../storage/bucket';

/** Seconds that a link lasts. */
const VALID = 4 * 60 * 60;

/**
 * An address that an object can be fetched from without further proof, for four hours (TN-10).
 *
 * It is as good as a password to all data of the site, so it is meant for the person at the customer who asked for the
 * export, and for whoever passes it on to that person; it stands in the result of the export and nowhere in a log. It
 * dies with the credentials that signed it: where those end sooner, so does the link, and the export asked for once more
 * under the same name gives another.
 */
export async function linkTo(
  { s3, name }: Pick<Bucket, 's3' | 'name'>,
  key: string,
  fileName: string,
  now: Date,
): Promise<{ readonly link: string; readonly linkValidUntil: string }> {
  const { expiration } = await s3.config.credentials({ forceRefresh: true });
  const left = expiration ? Math.floor((expiration.getTime() - now.getTime()) / 1000) : VALID;
  const expiresIn = Math.max(1, Math.min(VALID, left));
  const object = new GetObjectCommand({
    Bucket: name,
    Key: key,
    ResponseContentDisposition: `attachment; filename="${fileName}"`,
    ResponseContentType: 'application/zip',
    ResponseCacheControl: 'no-store',
  });
  const link = await getSignedUrl(s3, object, { expiresIn, signingDate: now });
  return { link, linkValidUntil: new Date(now.getTime() + expiresIn * 1000).toISOString() };
}

/** An outcome as a log may show it. */
export function withoutLink(outcome: SiteOutcome): SiteOutcome {
  if (outcome.outcome !== 'done' || !('link' in outcome.result)) return outcome;
  return { ...outcome, result: { ...outcome.result, link: 'in the outcomes of this run' } };
}
