import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import type { handler as Handler } from '../../../lambda/ensure-site-clients/handler';
import { CATALOGUE_KEY } from '../../../lambda/shared/catalogue';
import { catalogueOf } from '../../../lib/config/catalogue';
import { loadPlatform } from '../../../lib/config/load';
import { captured } from '../support/captured';
import { IdentityWorld } from '../support/identity-world';

jest.setTimeout(60_000);

const Bucket = 'cordon-operations';
const catalogue = catalogueOf(loadPlatform('config'), 'production', 'eu-central-1');

let world: IdentityWorld;
let s3: S3Client;
let handler: typeof Handler;
beforeAll(async () => {
  world = await IdentityWorld.start();
  Object.assign(process.env, {
    OPERATIONS_BUCKET: Bucket,
    PLACE: 'cordon/production/eu-central-1',
    ACCESS_TOKEN_MINUTES: '15',
    SESSION_HOURS: '12',
    CALLBACK_PATH: '/sign-in/callback',
  });
  s3 = new S3Client(world.aws.client());
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-central-1' } }));
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/ensure-site-clients/handler'));
});
afterAll(() => world?.stop());

const publish = (sites: typeof catalogue.sites) =>
  s3.send(new PutObjectCommand({ Bucket, Key: CATALOGUE_KEY, Body: JSON.stringify({ ...catalogue, sites }) }));
const run = async () => (await captured(() => handler())).result;

test('every site of the published catalogue gets a client at its host, and one that leaves keeps it', async () => {
  const count = catalogue.sites.length;
  expect(count).toBeGreaterThan(1);
  await publish(catalogue.sites);
  expect(await run()).toEqual({ made: count, changed: 0, 'as it was': 0 });
  expect(await world.clients.siteOfHost('lindenhof.eu.vinefield.example')).toBe('lindenhof-keller');
  expect(await run()).toEqual({ made: 0, changed: 0, 'as it was': count });
  await publish(catalogue.sites.filter(({ job }) => job.id !== 'lindenhof-keller'));
  expect(await run()).toEqual({ made: 0, changed: 0, 'as it was': count - 1 });
  expect(await world.clients.siteOfHost('lindenhof.eu.vinefield.example')).toBe('lindenhof-keller');
});

test('the catalogue of another place is refused, and nothing is made', async () => {
  const body = JSON.stringify({ ...catalogue, environment: 'test' });
  await s3.send(new PutObjectCommand({ Bucket, Key: CATALOGUE_KEY, Body: body }));
  await expect(handler()).rejects.toMatchObject({ name: 'CatalogueRefused' });
});
