import { PORT_TABLE } from '../../../lib/network/port-table';
import { sentence } from '../../../lib/network/reachability';
import { resourcesOf } from '../../../lib/network/template-network';
import { assembly, networks } from './example-networks';
import { doorsOf, holesIn, overlaps, rangesOf } from './holes';
import { Walker } from './walker';

describe.each(networks)('the network of $name', ({ home, template }) => {
  test('NW-02, NW-03, NW-07: is as open as promised, and no more', () => {
    expect(holesIn(template)).toEqual([]);
  });

  test('NW-03: shows the internet the load balancer on 443 and 80, the VPN where there is one, and nothing else', () => {
    const vpn = resourcesOf(template, 'AWS::EC2::ClientVpnEndpoint').map(() => 'internet reaches vpn on udp 443');
    const balancer = ['internet reaches load-balancer on tcp 443', 'internet reaches load-balancer on tcp 80'];
    expect(doorsOf(template)).toEqual([...(home ? balancer : []), ...vpn]);
  });

  test('has what the proof is about', () => {
    const kinds = [...new Set(new Walker(template).parties.map(({ kind }) => kind))];
    expect(kinds).toEqual(
      expect.arrayContaining(home ? ['load balancer', 'server', 'database', 'task'] : ['endpoint']),
    );
  });
});

test('NW-02: in a home region whoever has a row in the table of ports reaches what the row says', () => {
  const { template } = networks.find(({ home }) => home)!;
  const said = new Walker(template).flows().map(sentence);
  const rows = PORT_TABLE.map(({ from, to, port }) =>
    sentence({ from, to, ports: { protocol: 'tcp', first: port, last: port } }),
  );
  expect(said).toEqual(expect.arrayContaining(rows));
});

test('NW-01, TN-07: no two networks share an address, so no packet of one finds its way in another', () => {
  const ranges = Object.fromEntries(networks.map(({ name, template }) => [name, rangesOf(template)]));
  expect(Object.keys(ranges)).toHaveLength(networks.length);
  expect(overlaps(ranges)).toEqual([]);
});

test('NW-01: every region of every environment has a network of its own, and there is no other', () => {
  for (const { name, template } of networks)
    expect([name, ...vpcsOf(template.Resources)]).toEqual([name, 'AWS::EC2::VPC']);
  const all = assembly.stacks.flatMap((stack) => [...stack.resources.values()].filter(({ type }) => isVpc(type)));
  expect(all).toHaveLength(networks.length);
});

const isVpc = (type: string) => type === 'AWS::EC2::VPC';

function vpcsOf(resources: Readonly<Record<string, { readonly Type: string }>>): string[] {
  return Object.values(resources).flatMap(({ Type }) => (isVpc(Type) ? [Type] : []));
}
