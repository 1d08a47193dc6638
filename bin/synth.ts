/** `npm run synth`: synthesizes everything under every check into cdk.out or the directory that is named, and prints what came out. */
import { rmSync } from 'node:fs';
import { renderTable, summarize } from '../lib/commitments/summary';
import { synthesize } from './synthesize';

const output = process.argv[2] ?? 'cdk.out';

rmSync(output, { recursive: true, force: true });
synthesize(output);
console.log(renderTable(summarize(output)));
