/** `npm run source:bundle -- --bucket <name> <owner>/<repository> …`: backs up source code; the pipeline's account does every night. */
import { parseArgs } from 'node:util';
import { S3Client } from '@aws-sdk/client-s3';
import { storeBundle } from '../lib/delivery/store-bundle';

const USAGE = `Usage: npm run source:bundle -- --bucket <name> [--host <address>] <owner>/<repository> …

  --bucket <name>    that bundles are stored in, as bundles/<owner>/<repository>/<date>.bundle
  --host <address>   of the repositories; default: https://github.com`;

/** One that fails is no reason to leave out the others, but the run has failed. */
async function main(bucket: string, host: string, repositories: readonly string[]): Promise<void> {
  const s3 = new S3Client({});
  const date = new Date().toISOString().slice(0, 10);
  for (const repository of repositories) {
    try {
      const { key, bytes, branchesAndTags } = await storeBundle({ repository, host, bucket, s3, date });
      console.log(`${repository}: ${branchesAndTags} branches and tags, ${bytes} bytes, stored as ${key}`);
    } catch (error) {
      console.error(`${repository}: ${error instanceof Error ? error.message : String(error)}`);
      process.exitCode = 1;
    }
  }
}

// Asked for a password, git would wait for somebody to type one.
process.env.GIT_TERMINAL_PROMPT = '0';
const { values, positionals } = parseArgs({
  options: { bucket: { type: 'string' }, host: { type: 'string', default: 'https://github.com' } },
  allowPositionals: true,
});
if (values.bucket !== undefined && positionals.length > 0) void main(values.bucket, values.host, positionals);
else {
  console.error(USAGE);
  process.exitCode = 2;
}
