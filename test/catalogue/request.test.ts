import { chosenPlaces } from '../../lib/catalogue/places';
import { parseRequest } from '../../lib/catalogue/request';
import { loadPlatform } from '../../lib/config/load';

const platform = loadPlatform('config');

describe('the command line', () => {
  test.each([
    ['publish --all', { dryRun: false }],
    ['publish --environment test --dry-run', { environment: 'test', dryRun: true }],
    ['publish --region us-west-2 --environment=test', { environment: 'test', region: 'us-west-2', dryRun: false }],
  ])('%s', (line, request) => {
    expect(parseRequest(line.split(' '))).toEqual(request);
  });

  test.each([
    'publish',
    'publish --region us-west-2',
    'publish --all --environment test',
    'publish --all --region us-west-2',
    'publish --environment',
    'publish --all --colour',
    'publish again --all',
    '--all',
  ])('%s is not understood', (line) => {
    expect(parseRequest(line.split(' '))).toBeUndefined();
  });
});

describe('the places whose catalogues are asked for', () => {
  const chosen = (request: object) => {
    const found = chosenPlaces(platform, request);
    return 'places' in found
      ? found.places.map(({ environment, region }) => `${environment}/${region}`)
      : found.refusal;
  };

  test('are one, those of an environment, or all', () => {
    expect(chosen({ environment: 'test', region: 'us-west-2' })).toEqual(['test/us-west-2']);
    expect(chosen({ environment: 'development' })).toEqual(['development/ap-southeast-2']);
    expect(chosen({})).toHaveLength(7);
  });

  test('are in the config, or the answer says which are', () => {
    expect(chosen({ environment: 'prodution' })).toBe(
      "'prodution' is not an environment; development, production, test are; did you mean 'production'?",
    );
    expect(chosen({ environment: 'development', region: 'us-west-2' })).toBe(
      "'us-west-2' is not a home region of development; ap-southeast-2 are",
    );
  });
});
