import { PORT_TABLE } from '../../lib/network/port-table';
import { reachability, sentence, strayFlows, waysOut } from '../../lib/network/reachability';
import type { TemplateJson } from '../../lib/network/reachability';
import { subnetsIn } from '../../lib/network/template-network';
import { plain } from './mutations';
import { networkJson } from './support';

const inspected = networkJson({ networkFirewall: true });

function sentences(template: TemplateJson): string[] {
  return reachability(template).map(sentence);
}

describe.each([
  ['without AWS Network Firewall', plain],
  ['with AWS Network Firewall', inspected],
])('the network %s', (_name, template) => {
  test('lets nobody talk to anybody but as follows (NW-02)', () => {
    expect(sentences(template)).toEqual([
      'internet reaches load-balancer on tcp 443',
      'internet reaches load-balancer on tcp 80',
      'load-balancer reaches web on tcp 8443',
      'log-balancer reaches log-server on tcp 6514',
      'log-server reaches endpoints on tcp 443',
      'log-server reaches internet on tcp 443',
      'log-server reaches load-balancer on tcp 443',
      'operations reaches database on tcp 15432',
      'operations reaches endpoints on tcp 443',
      'operations reaches internet on tcp 443',
      // Like anybody who may call the internet.
      'operations reaches load-balancer on tcp 443',
      'vpn reaches web on tcp 22',
      'web reaches database on tcp 15432',
      'web reaches endpoints on tcp 443',
      'web reaches internet on tcp 443',
      'web reaches load-balancer on tcp 443',
      'web reaches log-balancer on tcp 6514',
    ]);
  });

  test('shows the internet nothing but the load balancer, on 443 and 80 (NW-03)', () => {
    const exposed = reachability(template).filter(({ from }) => from === 'internet' || from === 'elsewhere');
    expect(exposed.map(sentence)).toEqual([
      'internet reaches load-balancer on tcp 443',
      'internet reaches load-balancer on tcp 80',
    ]);
  });

  test('lets databases be called by web servers and operations, and call nobody', () => {
    const flows = reachability(template);
    expect(flows.filter(({ to }) => to === 'database').map(({ from }) => from)).toEqual(['operations', 'web']);
    expect(flows.filter(({ from }) => from === 'database')).toEqual([]);
  });

  test('opens SSH on web servers, to those alone who came through the VPN (NW-04, NW-07)', () => {
    const ssh = reachability(template).filter(({ ports }) => ports.first <= 22 && ports.last >= 22);
    expect(ssh.map(sentence)).toEqual(['vpn reaches web on tcp 22']);
  });

  test('opens the VPN’s interfaces to nobody, and databases not to the VPN (NW-07)', () => {
    const flows = reachability(template);
    expect(flows.filter(({ to }) => to === 'vpn')).toEqual([]);
    expect(flows.filter(({ from }) => from === 'vpn').map(({ to }) => to)).toEqual(['web']);
  });

  test('opens exactly what the port table says', () => {
    expect(strayFlows(template, PORT_TABLE)).toEqual({ stray: [], missing: [] });
  });

  test('gives data subnets no way out', () => {
    const subnets = subnetsIn(template);
    const data = subnets.filter(({ name }) => name === 'Data');
    expect(data).toHaveLength(3);
    expect(data.flatMap((subnet) => waysOut(subnet, subnets))).toEqual([]);
  });

  test('lets nothing leave a zone on its way to the internet (AV-01, DR-10)', () => {
    const subnets = subnetsIn(template);
    const steps = subnets.flatMap((subnet) =>
      subnet.routes.flatMap(({ via }) => {
        const next = subnets.find(({ id }) => id === via);
        return next ? [`${subnet.zone} → ${next.zone}`] : [];
      }),
    );
    expect([...new Set(steps)].sort()).toEqual(
      ['a', 'b', 'c'].map((zone) => `ap-southeast-2${zone} → ap-southeast-2${zone}`),
    );
  });
});

test('servers and functions leave through NAT, and S3 and DynamoDB through gateway endpoints', () => {
  const subnets = subnetsIn(plain);
  const application = subnets.filter(({ name }) => name === 'Application');
  expect(application.map((subnet) => waysOut(subnet, subnets).sort())).toEqual(
    [1, 2, 3].map(() => ['NAT', 'gateway endpoint', 'gateway endpoint']),
  );
});
