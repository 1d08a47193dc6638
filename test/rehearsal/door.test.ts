import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Door, type Fault } from '../../rehearsal/door';

const REGION = 'ap-southeast-4';

let target: Server;
let door: Door;

beforeAll(async () => {
  target = createServer((request, response) => response.end(`${request.method} ${request.url}`));
  await once(target.listen(0, '127.0.0.1'), 'listening');
  door = await Door.start(`http://127.0.0.1:${(target.address() as AddressInfo).port}`);
});
afterAll(async () => {
  await door.stop();
  target.closeAllConnections();
  target.close();
});

/** The status of a signed request; 'no answer' where the connection ends. */
async function ask(path: string, region = REGION, service = 's3'): Promise<number | string> {
  const authorization = `AWS4-HMAC-SHA256 Credential=111111111111/20280125/${region}/${service}/aws4_request, Signature=0`;
  try {
    const response = await fetch(`${door.url}${path}`, { headers: { authorization } });
    if (response.ok) expect(await response.text()).toBe(`GET ${path}`);
    return response.status;
  } catch {
    return 'no answer';
  }
}

test('passes on what comes, as long as nothing is broken', async () => {
  expect(await ask('/bucket/sites/acme/manifest.json')).toBe(200);
});

test('lets only the storage of the sites fail that are named, by folder and by prefix, until it is healed', async () => {
  const acme: Fault = { kind: 'storage-errors', region: REGION, sites: ['acme'] };
  const other: Fault = { kind: 'storage-errors', region: REGION, sites: ['other'] };
  await Promise.all([door.break(acme), door.break(other)]);
  expect(await ask('/bucket/sites/acme/manifest.json')).toBe(503);
  expect(await ask('/bucket/?list-type=2&prefix=sites%2Facme%2F')).toBe(503);
  expect(await ask('/bucket/sites/other/manifest.json')).toBe(503);
  expect(await ask('/bucket/sites/acme-training/manifest.json')).toBe(200);
  expect(await ask('/bucket/sites/acme/manifest.json', 'ap-southeast-2')).toBe(200);
  expect(await ask('/acme', REGION, 'kms')).toBe(200);

  await door.heal(acme);

  expect(await ask('/bucket/sites/acme/manifest.json')).toBe(200);
  expect(await ask('/bucket/sites/other/manifest.json')).toBe(503);
  await door.heal(other);
  expect(await ask('/bucket/sites/other/manifest.json')).toBe(200);
});

test('answers nothing from a region that is lost, and the others go on', async () => {
  const lost: Fault = { kind: 'region-down', region: REGION };
  await door.break(lost);
  expect(await ask('/', REGION, 'kms')).toBe('no answer');
  expect(await ask('/', 'ap-southeast-2')).toBe(200);
  await door.heal(lost);
  expect(await ask('/', REGION, 'kms')).toBe(200);
});
