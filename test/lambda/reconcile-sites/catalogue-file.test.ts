import { parseCatalogue } from '../../../lambda/shared/catalogue-file';
import type { Catalogue } from '../../../lambda/shared/catalogue';
import { HOME } from '../support/site-records';
import { catalogueOf, wanted } from './site-catalogue';

const HERE = { platform: 'cordon', environment: 'production', region: HOME };
const parse = (catalogue: object) => parseCatalogue(JSON.stringify(catalogue), HERE);
const sound = catalogueOf([wanted('acme'), wanted('brut', { server: 'shared-2' })]);

test('a sound catalogue is read as it was written', () => {
  expect(parse(sound)).toEqual(sound);
  expect(parse(catalogueOf([]))).toEqual(catalogueOf([]));
});

test.each<[string, Partial<Catalogue>, string]>([
  ['platform', { platform: 'other' }, 'it is that of other/production/eu-central-1'],
  ['environment', { environment: 'test' }, 'it is that of cordon/test/eu-central-1'],
  ['region', { region: 'us-west-2' }, 'it is that of cordon/production/us-west-2'],
])('that of another %s is refused', (_, change, reason) => {
  expect(() => parse({ ...sound, ...change })).toThrow(`${reason}, and this is cordon/production/eu-central-1`);
});

test('all that it says twice, or of servers that it lacks, is named at once', () => {
  const [server] = sound.servers;
  const sites = [...sound.sites, wanted('acme'), wanted('late', { server: 'shared-9' })];
  expect(() => parse({ ...sound, servers: [...sound.servers, server], sites })).toThrow(
    'The catalogue is refused: server shared-1 is in it twice; site acme is in it twice; ' +
      'site late lives on server shared-9, which is not in it',
  );
});

test('what is no catalogue, or one of a later format, is refused with what is wrong', () => {
  const refused = (text: string) => () => parseCatalogue(text, HERE);
  expect(refused('')).toThrow('The catalogue is not JSON');
  expect(refused('[]')).toThrow('The catalogue is wrong: the whole:');
  expect(refused(JSON.stringify({ ...sound, format: 2, colour: 'green' }))).toThrow(
    /The catalogue is wrong: format: .*1.*; .*colour/,
  );
  const nameless = { ...wanted('acme'), job: { ...wanted('acme').job, id: 'Acme' } };
  expect(refused(JSON.stringify({ ...sound, sites: [nameless] }))).toThrow('sites.0.job.id: must be a site id');
});
