import { siteKeyPolicy } from '../../worker/aws/key-policy';
import { randomBytes } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { RegionalClients } from '../../worker/aws/regional-clients';
import { ensureSiteKey, type SiteKey } from '../../worker/aws/site-keys';
import { DigestStream, fingerprintOf } from '../../worker/streams/digest';
import { decryption, encryption } from '../../worker/streams/encryption';
import { HoldEnd } from '../../worker/streams/hold-end';
import { Rechunk } from '../../worker/streams/rechunk';

jest.setTimeout(30_000);

const MIB = 1024 * 1024;
const REGIONS = ['eu-central-1', 'eu-west-1'] as const;
const CONTEXT = { site: 'acme', backup: '2026-03-07-1-night' };
/** Several frames of the encryption, and a part of one. */
const PLAIN = randomBytes(3.5 * MIB);

let aws: EmbeddedAws;
let clients: RegionalClients;
let keys: SiteKey[];
let cipher: Buffer;

const POLICY = siteKeyPolicy({ account: '000000000000', platform: 'cordon' });
const kms = (region: string) => clients.kms(region);

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: REGIONS[0] });
  const { endpoint, credentials } = aws.client();
  clients = new RegionalClients(() => ({ endpoint, credentials }));
  keys = await Promise.all(
    REGIONS.map((region) => ensureSiteKey(kms(region), region, { alias: 'alias/acme', site: 'acme', policy: POLICY })),
  );
  cipher = await through(PLAIN, encryption(kms, keys, CONTEXT));
});
afterAll(() => aws.stop());

function inPieces(content: Buffer, size = 64 * 1024): Readable {
  const pieces: Buffer[] = [];
  for (let at = 0; at < content.length; at += size) pieces.push(content.subarray(at, at + size));
  return Readable.from(pieces);
}

async function through(content: Buffer, ...stages: NodeJS.ReadWriteStream[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  await pipeline([inPieces(content), ...stages, sink]);
  return Buffer.concat(chunks);
}

describe('encryption', () => {
  test.each(REGIONS)('can be undone with the key of %s alone', async (region) => {
    const key = keys.filter((candidate) => candidate.region === region);

    expect((await through(cipher, decryption(kms, key, CONTEXT))).equals(PLAIN)).toBe(true);
    expect(cipher.includes(PLAIN.subarray(0, 16))).toBe(false);
  });

  test('takes an empty dump, and gives it back', async () => {
    const nothing = await through(Buffer.alloc(0), encryption(kms, keys, CONTEXT));

    expect(await through(nothing, decryption(kms, keys, CONTEXT))).toHaveLength(0);
  });

  test.each([0.001, 0.3, 0.6, 0.9, 0.999999])('lets no flipped bit pass at %d of the content', async (at) => {
    const flipped = Buffer.from(cipher);
    flipped[Math.floor(flipped.length * at)]! ^= 1;

    await expect(through(flipped, decryption(kms, keys, CONTEXT))).rejects.toThrow();
  });

  test.each([1, 100, 1.5 * MIB])('notices that %d bytes are missing at the end', async (missing) => {
    const short = cipher.subarray(0, cipher.length - missing);

    await expect(through(short, decryption(kms, keys, CONTEXT))).rejects.toThrow();
  });

  test('notices a frame that is missing in between', async () => {
    const gap = Buffer.concat([cipher.subarray(0, MIB), cipher.subarray(2 * MIB)]);

    await expect(through(gap, decryption(kms, keys, CONTEXT))).rejects.toThrow();
  });

  test.each([{ site: 'other' }, { backup: '2026-03-08-1-night' }])('is bound to site and backup: %j', async (other) => {
    const decrypting = decryption(kms, keys, { ...CONTEXT, ...other });

    await expect(through(cipher, decrypting)).rejects.toThrow('is not that of');
  });

  test('survives being given up half-way', async () => {
    const uncaught = jest.fn();
    process.on('uncaughtException', uncaught);
    for (const stage of [encryption(kms, keys, CONTEXT), decryption(kms, keys, CONTEXT)]) {
      const source = new Readable({ read: () => undefined });
      source.push(cipher.subarray(0, 2 * MIB));
      const end = new Writable({ write: (_chunk, _encoding, done) => done() });
      const work = pipeline([source, stage, end]);
      await sleep(100);
      source.destroy(new Error('given up'));
      await expect(work).rejects.toThrow('given up');
      await sleep(50);
    }
    process.off('uncaughtException', uncaught);
    expect(uncaught).not.toHaveBeenCalled();
  });
});

describe('the end of a stream', () => {
  test('is held until it is allowed', async () => {
    let allow = (): void => undefined;
    const allowed = new Promise<void>((resolve) => (allow = resolve));
    let ended = false;
    const work = through(PLAIN, new HoldEnd(allowed)).then((content) => {
      ended = true;
      return content;
    });
    await sleep(100);
    expect(ended).toBe(false);

    allow();

    expect((await work).equals(PLAIN)).toBe(true);
  });

  test('never comes if it is not allowed', async () => {
    await expect(through(PLAIN, new HoldEnd(Promise.reject(new Error('killed'))))).rejects.toThrow('killed');
  });
});

test('chunks reach the upload in pieces of a mebibyte or more', async () => {
  const sizes: number[] = [];
  const rechunk = new Rechunk().on('data', (chunk: Buffer) => sizes.push(chunk.length));

  await pipeline(inPieces(PLAIN, 100), rechunk);

  expect(sizes.slice(0, -1).every((size) => size >= MIB)).toBe(true);
  expect(sizes.reduce((sum, size) => sum + size)).toBe(PLAIN.length);
});

test('a digest is that of all that went through', async () => {
  const digest = new DigestStream();
  expect(() => digest.fingerprint).toThrow('only at its end');

  await through(PLAIN, digest);

  expect(digest.fingerprint).toEqual(fingerprintOf(PLAIN));
});
