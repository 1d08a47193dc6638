import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import fc from 'fast-check';
import { contains, overlap, rangeOf } from '../../lib/network/cidr';
import { PlatformVpc } from '../../lib/network/platform-vpc';
import { createApp } from '../../lib/platform/app';

function subnetsOf(cidr: string, networkFirewall: boolean) {
  class Sydney extends Stack {
    public override get availabilityZones() {
      return ['a', 'b', 'c'].map((zone) => `ap-southeast-2${zone}`);
    }
  }
  const stack = new Sydney(createApp(), 'Network', { env: { account: '111111111111', region: 'ap-southeast-2' } });
  const bucket = s3.Bucket.fromBucketName(stack, 'Logs', 'logs');
  const logs = { accessLogs: bucket, loadBalancerLogs: bucket, archive: bucket, key: new kms.Key(stack, 'Key') };
  const topic = sns.Topic.fromTopicArn(stack, 'OnCall', 'arn:aws:sns:ap-southeast-2:111111111111:on-call');
  const vpc = new PlatformVpc(stack, 'Vpc', {
    cidr,
    networkFirewall,
    logs,
    onCall: { topic, runbookUrl: 'https://r.example' },
  });
  return [...vpc.publicSubnets, ...vpc.privateSubnets, ...vpc.isolatedSubnets].map((subnet) => ({
    id: subnet.node.id,
    zone: subnet.availabilityZone,
    range: rangeOf(subnet.ipv4CidrBlock),
  }));
}

/** Any private range of /16 to /20. */
const vpcRanges = fc
  .record({ prefix: fc.integer({ min: 16, max: 20 }), second: fc.integer({ min: 0, max: 255 }), third: fc.nat(255) })
  .map(({ prefix, second, third }) => {
    const step = 2 ** (24 - prefix);
    return `10.${second}.${Math.floor(third / step) * step}.0/${prefix}`;
  });

test('any range of /16 to /20 is divided into disjoint subnets in each of three zones (NW-01, AV-01)', () => {
  fc.assert(
    fc.property(vpcRanges, fc.boolean(), (cidr, networkFirewall) => {
      const subnets = subnetsOf(cidr, networkFirewall);
      const kinds = networkFirewall ? 5 : 4;
      for (const zone of ['a', 'b', 'c']) {
        expect(subnets.filter((subnet) => subnet.zone === `ap-southeast-2${zone}`)).toHaveLength(kinds);
      }
      for (const [index, { range }] of subnets.entries()) {
        expect(contains(rangeOf(cidr), range)).toBe(true);
        for (const other of subnets.slice(index + 1)) expect(overlap(range, other.range)).toBe(false);
      }
    }),
    { numRuns: 40 },
  );
}, 60_000);

test('switching the firewall on moves no subnet that exists', () => {
  const before = subnetsOf('10.16.0.0/16', false);
  const after = subnetsOf('10.16.0.0/16', true);
  expect(after).toEqual(expect.arrayContaining(before));
});

test('a /20 still has 500 addresses for servers and functions in each zone', () => {
  const application = subnetsOf('10.16.0.0/20', true).filter(({ id }) => id.startsWith('Application'));
  expect(application.map(({ range }) => range.last - range.first + 1)).toEqual([512, 512, 512]);
});

test.each(['10.16.0.0/15', '10.16.0.0/21', '10.16.0.0'])('a VPC of %s is refused', (cidr) => {
  expect(() => subnetsOf(cidr, false)).toThrow(`VPC range '${cidr}' must be /16 to /20`);
});

test.each(['10.16.0', '10.16.0.256/16', '10.16.0.0/33', 'ten/16'])('%s is no range', (cidr) => {
  expect(() => rangeOf(cidr)).toThrow(`'${cidr}' is not an IPv4 range`);
});

test('a range begins at its network address', () => {
  expect(rangeOf('10.16.5.9/24')).toEqual(rangeOf('10.16.5.0/24'));
});
