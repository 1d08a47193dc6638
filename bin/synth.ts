/** `npm run synth`: synthesizes everything under every check into cdk.out and prints what came out. */
import { rmSync } from 'node:fs';
import { renderTable, summarize } from '../lib/commitments/summary';
import { synthesize } from './synthesize';

const OUTPUT = 'cdk.out';

rmSync(OUTPUT, { recursive: true, force: true });
synthesize(OUTPUT);
console.log(renderTable(summarize(OUTPUT)));
