import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScanVerdict } from '../../../lambda/shared/scan-verdict';

export interface ScanEvent {
  readonly 'detail-type': string;
  readonly detail: {
    readonly s3ObjectDetails: { readonly bucketName: string; readonly objectKey: string; readonly versionId: string };
  };
}

/** What GuardDuty sends, as it documents it. */
export function sample(name: 'infected' | 'untagged'): ScanEvent {
  return JSON.parse(readFileSync(join(__dirname, 'events', `${name}.json`), 'utf8')) as ScanEvent;
}

export function scanned(
  object: Partial<ScanEvent['detail']['s3ObjectDetails']>,
  verdict: ScanVerdict = 'THREATS_FOUND',
): ScanEvent {
  const event = sample('infected');
  const threats = verdict === 'THREATS_FOUND' ? [{ name: 'EICAR-Test-File (not a virus)' }] : null;
  const detail = {
    ...event.detail,
    s3ObjectDetails: { ...event.detail.s3ObjectDetails, ...object },
    scanResultDetails: { scanResultStatus: verdict, threats },
  };
  return { ...event, detail };
}
