import { copiesOf } from '../../../lib/platform/copies';
import { environments, platform } from '../iam/places';
import { changed, propertiesIn } from './changes';
import { endpointsIn } from './endpoint-policies';
import { networks } from './example-networks';

jest.setTimeout(60_000);

const accounts = Object.fromEntries(environments.map(({ name, account }) => [name, account]));

/** Services in which AWS itself offers what servers need: images, packages, documents. Their callers are ours alone. */
const SHARED = ['ec2', 'ec2messages', 'ecr.api', 'ecr.dkr', 'ssm', 'ssmmessages'];

test.each(networks)(
  'TN-07, TN-18: through the endpoints of $name nobody uses rights of another account, nor carries data to one',
  async ({ environment, region, account, template }) => {
    const home = environments
      .find(({ name }) => name === environment)!
      .regions.find((place) => place.region === region);
    const copies = home ? copiesOf(platform, home).map((place) => `${environment} to ${place.environment}`) : [];
    const others = [...Object.keys(accounts), 'stranger'].filter((name) => name !== environment);
    for (const { service, ways } of await endpointsIn(template, account, accounts)) {
      const everywhere = others.map((other) => `${environment} to ${other}`);
      // Copies of sites go out through S3, and are encrypted with keys of their account (D20).
      const filling = service === 's3' || service === 'kms' ? copies : [];
      expect({ service, ways }).toEqual({ service, ways: SHARED.includes(service) ? everywhere : filling });
    }
  },
);

test.each([
  ['no policy', undefined],
  ['a policy for everybody', { Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }],
])('an endpoint with %s is found', async (_name, policy) => {
  const { template, account } = networks[0]!;
  const mutant = changed(template, (resources) => {
    propertiesIn(resources, 'AWS::EC2::VPCEndpoint', /Kms/).PolicyDocument = policy;
  });
  const kms = (await endpointsIn(mutant, account, accounts)).find(({ service }) => service === 'kms')!;
  expect(kms.ways).toEqual(expect.arrayContaining(['production to stranger', 'stranger to stranger']));
});
