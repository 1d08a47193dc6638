/** `npm run retention [-- --json]`: how long every store of the platform keeps what it holds (TN-19). */
import { renderRegister, retentionRegister } from '../lib/privacy/retention-register';
import { loadOrExit } from './load-or-exit';
import { synthesizeQuietly } from './synthesize-quietly';

const register = retentionRegister(synthesizeQuietly(loadOrExit()));
console.log(process.argv.includes('--json') ? JSON.stringify(register, null, 1) : renderRegister(register));
