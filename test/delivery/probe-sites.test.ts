import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { probeSites } from '../../lib/delivery/probe-sites';
import { Authority } from '../access/syslog-machines';

jest.setTimeout(30_000);

let server: Server;
let port: number;
let ca: string;
/** What the server answers, one after the other; the last one stays. */
let answers: number[];
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  const authority = new Authority();
  const { certificate, key } = authority.issue('localhost', 'server');
  ca = authority.certificate;
  server = createServer({ key, cert: certificate }, (request, response) => {
    asked.push(request.url);
    response.writeHead(answers.length > 1 ? answers.shift()! : answers[0]!).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const probe = (options: object = {}) =>
  probeSites([{ hostName: 'localhost', path: '/health' }], { port, ca, attempts: 3, pause: 1, ...options });

test('a site that answers its health page is well', async () => {
  answers = [200];
  expect(await probe()).toEqual([]);
  expect(asked.at(-1)).toBe('/health');
});

test('one that needs a moment is asked again', async () => {
  answers = [503, 503, 200];
  expect(await probe()).toEqual([]);
});

test.each([
  ['is broken', 500],
  ['asks for something else', 302],
])('one that %s stops the release', async (_, status) => {
  answers = [status];
  expect(await probe()).toEqual([`localhost/health answers ${status}, not 200`]);
});

test('so does one whose certificate nobody vouches for, and one where nothing listens', async () => {
  answers = [200];
  expect(await probe({ ca: undefined })).toEqual([expect.stringMatching(/localhost\/health: (self-signed|unable to)/)]);
  expect(await probe({ port: 1 })).toEqual([
    expect.stringMatching(/localhost\/health: .*ECONNREFUSED|localhost\/health: AggregateError/),
  ]);
});
