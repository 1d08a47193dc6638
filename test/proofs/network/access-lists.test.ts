import { sentence } from '../../../lib/network/reachability';
import type { TemplateJson } from '../../../lib/network/template-network';
import { ANYWHERE, add, changed } from './changes';
import type { Resources } from './changes';
import { networks } from './example-networks';
import { Walker } from './walker';

const { template } = networks.find(({ name }) => name === 'production-ap-southeast-2')!;

/** Subnets of a kind with an access list of their own, which lets nothing through but what `entries` name. */
function closed(kind: string, ...entries: Record<string, unknown>[]): TemplateJson {
  return changed(template, (resources: Resources) => {
    add(resources, 'List', 'NetworkAcl', {});
    for (const id of Object.keys(resources).filter((one) => new RegExp(`Vpc${kind}Subnet\\dSubnet`).test(one))) {
      if (resources[id]!.Type !== 'AWS::EC2::Subnet') continue;
      const NetworkAclId = { Ref: 'List' };
      add(resources, `ListOf${id}`, 'SubnetNetworkAclAssociation', { NetworkAclId, SubnetId: { Ref: id } });
    }
    for (const [index, entry] of entries.entries()) {
      add(resources, `Entry${index}`, 'NetworkAclEntry', {
        NetworkAclId: { Ref: 'List' },
        RuleNumber: 100 + index,
        ...entry,
      });
    }
  });
}

const flows = (network: TemplateJson): string[] => new Walker(network).flows().map(sentence);
const TO_DATABASES = ['operations reaches database on tcp 15432', 'web reaches database on tcp 15432'];
const databases = (network: TemplateJson) =>
  flows(network)
    .filter((flow) => flow.includes('reaches database'))
    .sort();
const all = { Protocol: -1, CidrBlock: ANYWHERE, RuleAction: 'allow' };
const port = (number: number) => ({ Protocol: 6, PortRange: { From: number, To: number } });

test('subnets without a list of their own are open', () => {
  expect(databases(template)).toEqual(TO_DATABASES);
});

test('a list that names nothing closes its subnets', () => {
  expect(databases(closed('Data'))).toEqual([]);
});

test('a list that is opened lets through what security groups let through, and no more', () => {
  expect(databases(closed('Data', all))).toEqual(TO_DATABASES);
  expect(databases(closed('Data', { ...all, ...port(15432) }))).toEqual(TO_DATABASES);
  expect(databases(closed('Data', { ...all, ...port(5432) }))).toEqual([]);
  expect(databases(closed('Data', { ...all, CidrBlock: '10.99.0.0/16' }))).toEqual([]);
  expect(databases(closed('Data', { ...all, Egress: true }))).toEqual([]);
});

test('the first entry that says something of a packet decides', () => {
  const deny = { ...all, RuleAction: 'deny' };
  expect(databases(closed('Data', deny, all))).toEqual([]);
  expect(databases(closed('Data', all, deny))).toEqual(TO_DATABASES);
  expect(databases(closed('Data', { ...deny, CidrBlock: '10.99.0.0/16' }, all))).toEqual(TO_DATABASES);
});

test('on the way out, lists of servers are asked as well', () => {
  expect(databases(closed('Application', all))).toEqual([]);
  expect(databases(closed('Application', all, { ...all, Egress: true }))).toEqual(TO_DATABASES);
});

test('from the internet, those of the load balancer', () => {
  const visitors = (network: TemplateJson) => new Walker(network).fromInternet().map(sentence);
  expect(visitors(closed('Public', { ...all, ...port(443) }))).toEqual(['internet reaches load-balancer on tcp 443']);
  expect(visitors(closed('Public'))).toEqual([]);
});
