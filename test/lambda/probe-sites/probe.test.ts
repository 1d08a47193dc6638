import { probe } from '../../../lambda/probe-sites/probe';
import { WebHosts } from './web-hosts';
import type { WebHost } from './web-hosts';

const hosts = new WebHosts();
afterAll(() => hosts.stop());

async function probed(host: WebHost = {}) {
  return probe('host.example', await hosts.start(host));
}

test('a site that answers as it should is up, with nothing weak (AV-08)', async () => {
  const { milliseconds, ...found } = await probed();
  expect(found).toEqual({ down: undefined, protocol: 'TLSv1.3', certificateDays: 89, weak: [] });
  expect(milliseconds).toBeGreaterThan(0);
});

test('it is asked for by its own name and path, and for nothing else', async () => {
  const seen: string[] = [];
  await probed({
    answer: ({ method, url, headers }, response) => {
      seen.push(`${method} ${headers.host?.split(':')[0]} ${url} ${headers['user-agent']}`);
      response.end();
    },
  });
  expect(seen).toEqual(['GET host.example /health cordon-probe']);
});

test.each([
  ['answers with an error', { answer: (_, response) => void response.writeHead(503).end() }, 'status 503'],
  ['shows a certificate that has ended', { certificateEnds: -3 }, 'certificate: CERT_HAS_EXPIRED'],
  ['shows a certificate of another name', { name: 'other.example' }, 'certificate: ERR_TLS_CERT_ALTNAME_INVALID'],
  ['accepts the connection and says nothing', { answer: () => undefined }, 'no answer in 1000 ms'],
  [
    'redirects its health check',
    { answer: (_, response) => void response.writeHead(302, { location: '/login' }).end() },
    'status 302',
  ],
  ['hangs up', { answer: ({ socket }) => void socket.destroy() }, 'ECONNRESET'],
] satisfies [string, WebHost, string][])('a site that %s is down', async (_, host, reason) => {
  expect(await probed(host)).toMatchObject({ down: reason });
});

test('the days of a certificate that has ended are counted too', async () => {
  expect((await probed({ certificateEnds: -3 })).certificateDays).toBe(-4);
});

test('a certificate of an authority that nobody knows does not count as one', async () => {
  expect(await probe('host.example', { ...(await hosts.start()), ca: undefined })).toMatchObject({
    down: 'certificate: UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  });
});

test('a host where nothing listens, or whose name leads nowhere, is down and not called weak', async () => {
  const options = await hosts.start();
  expect(await probe('host.example', { ...options, ports: { https: 1, http: 1 } })).toEqual({
    down: 'ECONNREFUSED',
    weak: [],
  });
  const lookup = (
    _name: string,
    _options: unknown,
    callback: (error: NodeJS.ErrnoException, address: string) => void,
  ) => callback(Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }), '');
  expect(await probe('host.example', { ...options, lookup })).toEqual({ down: 'ENOTFOUND', weak: [] });
});

test.each([
  ['serves without TLS', { plain: (_, response) => void response.end('well') }, 'no-redirect'],
  [
    'redirects to another host',
    { plain: (_, response) => void response.writeHead(301, { location: 'https://other.example/' }).end() },
    'no-redirect',
  ],
  [
    'redirects without TLS',
    { plain: (_, response) => void response.writeHead(301, { location: 'http://host.example/x' }).end() },
    'no-redirect',
  ],
  ['sends no HSTS', { answer: (_, response) => void response.end() }, 'no-hsts'],
  [
    'takes HSTS back',
    { answer: (_, response) => void response.writeHead(200, { 'strict-transport-security': 'max-age=0' }).end() },
    'no-hsts',
  ],
  ['agrees to TLS 1.1', { tls: { minVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } }, 'old-tls'],
] satisfies [string, WebHost, string][])('a site that %s is up, and weak (CR-02, CR-03)', async (_, host, weakness) => {
  expect(await probed(host)).toMatchObject({ down: undefined, weak: [weakness] });
});

test('a site that nobody can reach without TLS at all needs no redirect', async () => {
  expect(await probed({ plain: null })).toMatchObject({ down: undefined, weak: [] });
});
