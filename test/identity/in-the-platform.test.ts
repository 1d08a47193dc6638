import { exampleAssembly, stacksOf } from '../support/assembly';

jest.setTimeout(120_000);

const stacks = stacksOf(exampleAssembly());
const template = (stage: string, stack: string) => {
  const found = stacks.find((one) => one.stage === stage && one.stack === stack);
  if (!found) throw new Error(`There is no ${stage}/${stack}`);
  return found.template;
};
const domainsOf = (stage: string) =>
  Object.values(template(stage, 'network').Resources)
    .filter(({ Type }) => Type === 'AWS::Route53Resolver::FirewallDomainList')
    .flatMap(({ Properties }) => Properties?.Domains as string[]);

test('every home region has its users, and no recovery region has any', () => {
  const stages = stacks.filter(({ stack }) => stack === 'identity').map(({ stage }) => stage);
  expect(stages).toEqual(stacks.filter(({ stack }) => stack === 'web').map(({ stage }) => stage));
  expect(stages).not.toContain('production-ap-southeast-4');
});

test('the application reaches the sign-in page of its own region, wherever that is', () => {
  expect(domainsOf('production-eu-central-1')).toContain('sign-in.eu.vinefield.example');
  expect(domainsOf('production-eu-central-1')).not.toContain('sign-in.us.vinefield.example');
  expect(domainsOf('test-eu-central-1')).toContain('*.auth.eu-central-1.amazoncognito.com');
});

test('what the application may do is given to the servers that it runs on, from here', () => {
  const policies = Object.values(template('production-eu-central-1', 'identity').Resources).filter(
    ({ Type }) => Type === 'AWS::IAM::ManagedPolicy',
  );
  expect(policies).toHaveLength(1);
  expect(JSON.stringify(policies[0]?.Properties?.Roles)).toMatch(/ServersRole/);
});

test('no secret of an identity provider is in any template (CR-09)', () => {
  const texts = stacks.map(({ template: one }) => JSON.stringify(one));
  const secrets = texts.flatMap((text) => [...text.matchAll(/"client_secret":"([^"]*)"/g)].map(([, value]) => value));
  expect(secrets.length).toBeGreaterThan(0);
  expect(secrets.filter((value) => !value?.startsWith('{{resolve:secretsmanager:cordon/'))).toEqual([]);
});
