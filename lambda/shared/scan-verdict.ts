/** Tag of an object in which GuardDuty says what it found, and its values where that is nothing, and malware. */
export const SCAN_TAG = {
  key: 'GuardDutyMalwareScanStatus',
  clean: 'NO_THREATS_FOUND',
  infected: 'THREATS_FOUND',
} as const;

/** What a scan can end in; all but the first leave the object unread (IR-10). */
export const SCAN_VERDICTS = ['NO_THREATS_FOUND', 'THREATS_FOUND', 'UNSUPPORTED', 'ACCESS_DENIED', 'FAILED'] as const;
export type ScanVerdict = (typeof SCAN_VERDICTS)[number];
