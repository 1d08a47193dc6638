import { createHmac } from 'node:crypto';
import { generatePassword, parseCredentials } from '../../../lambda/shared/credentials';
import { scramVerifier } from '../../../lambda/shared/scram';

const valid = { engine: 'postgres', host: 'db.example', port: 15432, username: 'owner', password: 'secret-password' };

test('a secret keeps the fields that others put into it', () => {
  const secret = { ...valid, dbInstanceIdentifier: 'shared-1', port: '15432' };
  expect(parseCredentials(JSON.stringify(secret), 'x')).toEqual({ ...secret, port: 15432, dbname: 'postgres' });
});

test.each([
  ['no host', { ...valid, host: undefined }, 'host'],
  ['another engine', { ...valid, engine: 'mysql' }, 'engine'],
  ['a port that is none', { ...valid, port: 70000 }, 'port'],
  ['an empty password', { ...valid, password: '' }, 'password'],
])('a secret with %s is refused by name, without its content', (_, secret, field) => {
  const read = () => parseCredentials(JSON.stringify(secret), 'the secret');
  expect(read).toThrow(`the secret lacks or has wrong: ${field};`);
  expect(read).not.toThrow(/secret-password/);
});

test('a secret that is not JSON is refused without its content', () => {
  const read = () => parseCredentials('secret-password', 'the secret');
  expect(read).toThrow('the secret is not JSON');
  expect(read).not.toThrow(/secret-password/);
});

test('passwords are long, need no quoting, and differ', () => {
  const passwords = Array.from({ length: 200 }, () => generatePassword());
  for (const password of passwords) expect(password).toMatch(/^[A-Za-z2-9]{40}$/);
  expect(new Set(passwords).size).toBe(200);
});

test('the verifier agrees with the example of RFC 7677', () => {
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'));
  const [, iterations, salt, storedKey, serverKey] = /^SCRAM-SHA-256\$(\d+):(.+)\$(.+):(.+)$/.exec(verifier) ?? [];
  const nonce = 'rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
  const exchange = `n=user,r=rOprNGfwEbeRWgbNEkqO,r=${nonce},s=${salt},i=${iterations},c=biws,r=${nonce}`;
  const signature = createHmac('sha256', Buffer.from(serverKey!, 'base64')).update(exchange).digest('base64');
  expect(signature).toBe('6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=');
  expect(storedKey).toHaveLength(44);
});

test('a password that clients would normalize before sign-in gets no verifier', () => {
  expect(() => scramVerifier('pässword')).toThrow('printable ASCII');
});
