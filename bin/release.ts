/** `npm run release:keep [-- --name <tag>]`: keeps what is synthesized now as the last release, to compare later changes with. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { register } from '../lib/commitments/register';
import { originOf } from '../lib/evidence/origin';
import { keepRelease, RELEASE } from '../lib/review/kept-release';
import { loadOrExit } from './load-or-exit';
import { synthesizeQuietly } from './synthesize-quietly';

const ROOT = join(__dirname, '..');

const { values } = parseArgs({ options: { name: { type: 'string' } } });
const { commit, date } = originOf(ROOT);
const name = values.name ?? commit?.slice(0, 12) ?? 'unnamed';
const assembly = synthesizeQuietly(loadOrExit());
keepRelease(join(ROOT, RELEASE), { name, commit, date, assembly, registered: register.map(({ id }) => id) });
console.log(`Kept ${assembly.stacks.length} stacks as release ${name} in ${RELEASE}/; commit it`);
