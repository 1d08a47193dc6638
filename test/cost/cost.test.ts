import { Assembly, StackTemplate } from '../../lib/commitments/assembly';
import { loadPlatform } from '../../lib/config/load';
import { estimate, estimateSchema, unpricedTypes } from '../../lib/cost/estimate';
import { isFree } from '../../lib/cost/free-types';
import { factorOf, PRICES, priceOf } from '../../lib/cost/price-table';
import { renderDifference, renderEstimate } from '../../lib/cost/render';
import { PRICED_TYPES } from '../../lib/cost/resource-costs';
import { usageOf } from '../../lib/cost/usage';
import { stack, type Part } from '../commitments/template';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(180_000);

const platform = loadPlatform('config');

function assemblyOf(Resources: Record<string, Part>, region = 'us-west-2', stage = `production-${region}`): Assembly {
  return new Assembly([stack(Resources, { path: `${stage}/stack`, region })]);
}

/** What resources cost by item, in a region that costs what the table says. */
function costs(resources: Record<string, Part>, given: string[] = [], assembly = assemblyOf(resources)) {
  const { lines } = estimate(assembly, platform, usageOf(given));
  return Object.fromEntries(
    lines.filter(({ type }) => type !== 'sites').map(({ item, cost }) => [item, Math.round(cost * 100) / 100]),
  );
}

describe('the table of prices', () => {
  test('is dated, and has a source for each', () => {
    expect(PRICES.asOf).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(new Set(PRICES.prices.map(({ id }) => id)).size).toBe(PRICES.prices.length);
    expect(PRICES.prices.filter(({ verified }) => verified).length).toBeGreaterThan(PRICES.prices.length / 2);
  });

  test('says what it lacks', () => {
    expect(() => priceOf('ec2-x1.huge')).toThrow(/no price of 'ec2-x1.huge'; add it, with date and source/);
    expect(() => factorOf('mars-east-1')).toThrow(/no factor of region mars-east-1/);
  });
});

describe('a month of resources', () => {
  test('costs hours in every zone that they stand in', () => {
    expect(costs({ Nat: { Type: 'AWS::EC2::NatGateway' } }, ['natGb=100'])).toEqual({
      'nat-hour': 32.85,
      'nat-data': 4.5,
    });
    const Properties = { VpcEndpointType: 'Interface', SubnetIds: ['a', 'b', 'c'] };
    expect(costs({ E: { Type: 'AWS::EC2::VPCEndpoint', Properties } }, ['endpointGb=0'])).toEqual({
      'endpoint-hour': 21.9,
    });
    expect(costs({ E: { Type: 'AWS::EC2::VPCEndpoint', Properties: { VpcEndpointType: 'Gateway' } } })).toEqual({});
  });

  test('costs a database twice that stands in two zones', () => {
    const database = (MultiAZ: boolean) => ({
      Type: 'AWS::RDS::DBInstance',
      Properties: { DBInstanceClass: 'db.m7g.large', MultiAZ, AllocatedStorage: '200' },
    });
    expect(costs({ D: database(false) })).toEqual({ 'rds-m7g.large': 122.64, 'rds-gp3': 23 });
    expect(costs({ D: database(true) })).toEqual({ 'rds-m7g.large': 245.28, 'rds-gp3': 46 });
  });

  test('costs web servers by their launch template', () => {
    const LaunchTemplateData = { InstanceType: 'm7g.large', BlockDeviceMappings: [{ Ebs: { VolumeSize: 30 } }] };
    const resources = {
      Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: { LaunchTemplateData } },
      Group: {
        Type: 'AWS::AutoScaling::AutoScalingGroup',
        Properties: { MinSize: '3', LaunchTemplate: { LaunchTemplateId: { Ref: 'Template' } } },
      },
    };
    expect(costs(resources)).toEqual({ 'ec2-m7g.large': 178.7, 'ebs-gp3': 7.2 });
  });

  test('costs an alarm for every metric that it reads', () => {
    const Metrics = [
      { Id: 'a', MetricStat: {} },
      { Id: 'b', MetricStat: {} },
      { Id: 'e', Expression: 'a/b' },
    ];
    expect(costs({ A: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics } } })).toEqual({ alarm: 0.2 });
  });

  test('costs more in a dearer region, and usage less where no customer works', () => {
    const nat = { Nat: { Type: 'AWS::EC2::NatGateway' } };
    const at = (region: string, stage?: string) => costs(nat, ['natGb=100'], assemblyOf(nat, region, stage));
    expect(at('ap-southeast-2')['nat-hour']).toBeCloseTo(32.85 * factorOf('ap-southeast-2'), 1);
    expect(at('us-east-1')).toEqual({ 'nat-hour': 32.85, 'nat-data': 0.45 });
    expect(at('us-west-2', 'test-us-west-2')['nat-data']).toBe(0.45);
  });
});

describe('the example platform', () => {
  const assembly = Assembly.read(exampleFolder());
  const month = estimate(assembly, platform, usageOf());

  test('has no type of resource that is neither priced, nor priced by a stated usage, nor known to be free', () => {
    expect(unpricedTypes(assembly)).toEqual([]);
    expect(unpricedTypes(assemblyOf({ X: { Type: 'AWS::Redshift::Cluster' }, Y: { Type: 'AWS::IAM::Role' } }))).toEqual(
      ['AWS::Redshift::Cluster'],
    );
    expect(PRICED_TYPES.filter(isFree)).toEqual([]);
  });

  test('costs something in every environment and region, and every site something of its own', () => {
    const places = new Set(
      month.lines.filter(({ cost }) => cost > 0).map(({ environment, region }) => `${environment} ${region}`),
    );
    for (const { name, regions } of platform.environments) {
      for (const { region, recovery } of regions) {
        for (const at of recovery ? [region, recovery.region] : [region]) expect(places).toContain(`${name} ${at}`);
      }
    }
    const ofSites = month.lines.filter(({ type, item }) => type === 'sites' && item === 'secret');
    const sites = Object.values(month.sites).reduce((sum, count) => sum + count, 0);
    expect(ofSites.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(sites);
  });

  test('is a table for people that says what is not verified and not priced', () => {
    const text = renderEstimate({ ...month, notPriced: ['AWS::Redshift::Cluster'] });
    expect(text).toMatch(/^production: \$[\d,.]+ a month, \$[\d,.]+ a site, \$[\d,.]+ of it its own \(13 sites\)$/m);
    expect(text).toMatch(/Not verified: .*Vended logs, delivered to S3/);
    expect(text).toMatch(/^Not priced: .*AWS::Redshift::Cluster\.$/m);
  });

  test('shows the difference that a change makes, and none where there is none', () => {
    const nat = assembly.resources.find(({ type }) => type === 'AWS::EC2::NatGateway')!;
    const { location, text } = nat.stack;
    const { Resources, ...rest } = JSON.parse(text) as { Resources: Record<string, unknown> };
    const { [nat.logicalId]: removed, ...others } = Resources;
    expect(removed).toBeDefined();
    const changed = new Assembly(
      assembly.stacks.map((stack) =>
        stack === nat.stack ? new StackTemplate(location, JSON.stringify({ ...rest, Resources: others })) : stack,
      ),
    );
    const difference = renderDifference(month, estimate(changed, platform, usageOf()));
    expect(difference).toMatch(
      new RegExp(
        `^${nat.stack.environment} +${location.region} +NAT gateway +\\$[\\d.]+ +\\$[\\d.]+ +-\\$[\\d.]+$`,
        'm',
      ),
    );
    expect(difference).toMatch(/^All: -\$\d+\.\d\d a month$/m);
    const saved = estimateSchema.parse(JSON.parse(JSON.stringify(month)));
    expect(renderDifference(saved, month)).toBe('The change costs nothing more and nothing less.');
  });
});

test('a usage can be given another value, and nothing else can', () => {
  expect(usageOf(['natGb=0']).natGb).toBe(0);
  expect(() => usageOf(['nat=1'])).toThrow(/No usage is called 'nat'; there are quietShare/);
  expect(() => usageOf(['natGb=-1'])).toThrow(/must be a number from 0, such as natGb=200/);
});
