/** `npm run scan:judge -- --stop-at <risk> --bucket <name> --release <name> <folder>`: keeps the report of a scan, and judges it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SCAN_RISKS } from '../lib/config/delivery-schema';
import { judgeScan, renderFinding } from '../lib/delivery/judge-scan';

const USAGE = `Usage: npm run scan:judge -- --stop-at <low, medium or high> --bucket <name> --release <name> <folder>

Stores every file of the folder as scans/<release>/<file> and judges its report.json; ends with 1 where a finding
is as grave as --stop-at or graver.`;

/** Stored first: a report that stops a release is wanted most. */
async function store(folder: string, bucket: string, release: string): Promise<void> {
  const s3 = new S3Client({});
  for (const file of readdirSync(folder)) {
    const Key = `scans/${release}/${file}`;
    const Body = readFileSync(join(folder, file));
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body, ChecksumAlgorithm: 'SHA256' }));
  }
}

async function main(): Promise<void> {
  const text = { type: 'string' } as const;
  const options = { 'stop-at': text, bucket: text, release: text };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const { bucket, release } = values;
  const stopAt = SCAN_RISKS.find((risk) => risk === values['stop-at']);
  const [folder] = positionals;
  if (!stopAt || bucket === undefined || release === undefined || folder === undefined) {
    console.error(USAGE);
    process.exitCode = 2;
    return;
  }
  await store(folder, bucket, release);
  const { findings, stopping } = judgeScan(readFileSync(join(folder, 'report.json'), 'utf8'), stopAt);
  for (const finding of findings) console.log(renderFinding(finding));
  console.log(`${findings.length} findings, ${stopping.length} of them ${stopAt} or graver.`);
  if (stopping.length > 0) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
