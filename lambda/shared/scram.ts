import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

const ITERATIONS = 4096; // PostgreSQL's own; each sign-in computes them once

/**
 * What PostgreSQL stores of a password, computed here, so that the password itself never reaches the server,
 * its statement log or its audit log (LG-03, CR-08). The form is that of pg_authid.rolpassword.
 */
export function scramVerifier(password: string, salt: Buffer = randomBytes(16)): string {
  // SASLprep, which a client applies on sign-in, changes nothing in printable ASCII; elsewhere the two could differ.
  if (!/^[\x21-\x7e]+$/.test(password)) throw new Error('a password must consist of printable ASCII characters only');
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const hmac = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(hmac('Client Key')).digest('base64');
  const serverKey = hmac('Server Key').toString('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${serverKey}`;
}
