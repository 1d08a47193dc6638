import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { issue, verify } from '../../../lambda/renew-log-certificates/certificate';
import { run } from '../../access/programs';

const NOW = new Date('2026-03-07T10:00:00Z');
const day = (count: number) => new Date(NOW.getTime() + count * 86_400_000);
const authority = issue({ name: 'Cordon log authority', purpose: 'authority', from: day(-1), until: day(3650) });
const server = issue({ name: 'log-server.example', purpose: 'server', from: day(-1), until: day(90) }, authority);

test('a certificate says what was asked for', () => {
  const certificate = new X509Certificate(server.certificate);
  expect(certificate).toMatchObject({
    subject: 'CN=log-server.example',
    issuer: 'CN=Cordon log authority',
    subjectAltName: 'DNS:log-server.example',
    ca: false,
    validFrom: 'Mar  6 10:00:00 2026 GMT',
    validTo: 'Jun  5 10:00:00 2026 GMT',
    keyUsage: ['1.3.6.1.5.5.7.3.1'],
  });
  expect(new X509Certificate(authority.certificate).ca).toBe(true);
});

test('OpenSSL finds it in order by its strictest rules, for what it is for and nothing else', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-certificates-'));
  const at = (name: string) => join(folder, name);
  writeFileSync(at('ca.pem'), authority.certificate);
  writeFileSync(at('server.pem'), server.certificate);
  const check = (...more: string[]) =>
    run('openssl', ['verify', '-x509_strict', '-attime', `${NOW.getTime() / 1000}`, '-CAfile', at('ca.pem'), ...more]);
  expect(
    await check('-purpose', 'sslserver', '-verify_hostname', 'log-server.example', at('server.pem')),
  ).toMatchObject({
    code: 0,
  });
  expect((await check('-purpose', 'sslclient', at('server.pem'))).code).not.toBe(0);
  // It can't sign a certificate itself.
  const under = issue({ name: 'rogue.example', purpose: 'server', from: day(-1), until: day(1) }, server);
  writeFileSync(at('rogue.pem'), under.certificate);
  expect((await check('-untrusted', at('server.pem'), at('rogue.pem'))).code).not.toBe(0);
  rmSync(folder, { recursive: true });
});

test('its dates are right in every year, before and after 2050', () => {
  fc.assert(
    fc.property(fc.date({ min: new Date('2000-01-01'), max: new Date('2099-01-01'), noInvalidDate: true }), (from) => {
      const until = new Date(from.getTime() + 1000);
      const made = new X509Certificate(issue({ name: 'a.example', purpose: 'client', from, until }).certificate);
      const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
      expect([made.validFrom, made.validTo].map((text) => seconds(new Date(text)))).toEqual([from, until].map(seconds));
    }),
    { numRuns: 50 },
  );
});

describe('is no good', () => {
  const other = issue({ name: 'Other', purpose: 'authority', from: day(-1), until: day(3650) });
  const check =
    (identity = server, ca = authority, name = 'log-server.example', now = NOW) =>
    () =>
      verify(identity, ca.certificate, name, now);

  test('unless all is in order', () => expect(check()).not.toThrow());
  test.each<[string, () => void, string]>([
    ['by another authority', check(server, other), 'it is not signed by the authority'],
    ['with the key of another', check({ ...server, key: other.key }), 'the key is not its own'],
    ['for another name', check(server, authority, 'log-client.example'), 'it is not for log-client.example'],
    ['before its time', check(server, authority, undefined, day(-2)), 'it is not valid at'],
    ['after its time', check(server, authority, undefined, day(91)), 'it is not valid at'],
  ])('%s', (_name, verifying, reason) => {
    expect(verifying).toThrow(reason);
  });
});
