import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildOnce } from '../../rehearsal/build-once';

/** Builds a directory of two files in the given time, and notes that it does. */
const [directory = '', milliseconds, notes = ''] = process.argv.slice(2);
void buildOnce(directory, async (into) => {
  appendFileSync(notes, `${process.pid}\n`);
  writeFileSync(join(into, 'first'), 'complete');
  console.log(JSON.stringify('building'));
  await sleep(Number(milliseconds));
  writeFileSync(join(into, 'second'), 'complete');
});
