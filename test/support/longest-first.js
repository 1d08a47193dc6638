'use strict';
const { relative } = require('node:path');
const Sequencer = require('@jest/test-sequencer').default;

/** Test files that take 12 s of CPU time and more, the longest first. */
const LONG = [
  'evidence/browser',
  'rehearsal/broken',
  'rehearsal/program',
  'platform/gate',
  'recovery/active',
  'evidence/evidence',
  'lambda/rotate-backups/handler-trouble',
  'worker/erasure-repeated',
  'platform/cli',
  'worker/retire',
  'platform/regions',
  'worker/killed',
  'review/program',
  'lambda/rotate-database-credentials/alternating-users',
  'worker/restore',
  'worker/verify',
  'recovery/recovery-plan',
  'platform/growth',
  'lambda/rotate-backups/handler',
  'worker/export-failures',
  'worker/bucket',
  'lambda/ban-addresses/any-offences',
  'delivery/check-code',
  'worker/clone-masked',
].map((name) => `test/${name}.test.ts`);

/**
 * Where no earlier run tells how long a file takes, as in a fresh clone, jest has the largest files first, and one core
 * ends up idle beside a small file that takes long. These go first then; the order of the others stays.
 */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const timed = tests.some((test) => this.time(test) !== undefined);
    const sorted = super.sort(tests);
    return timed ? sorted : sorted.sort((a, b) => rank(a) - rank(b));
  }
};

function rank({ path, context }) {
  const index = LONG.indexOf(relative(context.config.rootDir, path).replaceAll('\\', '/'));
  return index === -1 ? LONG.length : index;
}
