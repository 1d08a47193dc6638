import type { Assembly, Stage } from '../../commitments/assembly';
import type { Content } from '../markup';
import type { Figure } from './figure';
import { line, rectangle, svg, text, texts, WIDTHS } from './svg';
import { LINE_HEIGHT, SIZES, wrapped } from './text';
import { refsOf, resourcesIn } from './traced';
import { portsOf, Ways } from './ways';

/** Parties in the order of the way in; those that only one end of a flow names come last. */
const ORDER = ['internet', 'vpn', 'load-balancer', 'web', 'operations', 'database', 'log-balancer', 'log-server'];
const LABELS: Readonly<Record<string, string>> = {
  internet: 'Internet',
  vpn: 'Staff in the VPN',
  'load-balancer': 'Load balancer',
  web: 'Web servers',
  operations: 'Site worker',
  database: 'Databases',
  'log-balancer': 'Log address',
  'log-server': 'Log servers',
  endpoints: 'AWS services in the network',
};

/** What a network opens; networks that open the same are drawn once. */
interface Network {
  readonly stages: readonly Stage[];
  readonly ways: Ways;
  readonly parties: readonly string[];
  readonly subnets: readonly string[];
}

/** Who reaches whom on which port, for each kind of network that there is (NW-02, NW-03). */
export function networkReachability({ stages }: Assembly): Figure[] {
  const networks = new Map<string, Network>();
  for (const stage of stages) {
    const [vpc] = resourcesIn(stage, 'AWS::EC2::VPC');
    if (!vpc) continue;
    const ways = new Ways(stage);
    const subnets = ways.kinds.map((kind) => `${kind}: ${ways.outOf(kind).join(', ') || 'none'}`);
    const key = JSON.stringify([ways.flows, subnets]);
    const found = networks.get(key);
    const parties = sorted(ways.flows.flatMap(({ from, to }) => [from, to]));
    networks.set(key, { ways, subnets, parties, stages: [...(found?.stages ?? []), stage] });
  }
  return [...networks.values()].map(figureOf);
}

function sorted(parties: readonly string[]): string[] {
  const place = (one: string) => (ORDER.includes(one) ? ORDER.indexOf(one) : ORDER.length);
  return [...new Set(parties)].sort((a, b) => place(a) - place(b) || a.localeCompare(b, 'en'));
}

function figureOf(network: Network): Figure {
  const { stages, ways, parties } = network;
  const environments = [...new Set(stages.map(({ environment }) => environment))];
  const where = environments.map((name) => {
    const regions = stages.filter(({ environment }) => environment === name).map(({ region }) => region);
    return `${name} (${regions.join(', ')})`;
  });
  const title = `Who reaches whom in ${where.join(' and ')}`;
  const description = `${ways.flows.map(({ from, to, ...flow }) => `${nameOf(from)} to ${nameOf(to)} on ${portsOf({ from, to, ...flow })}`).join('; ')}. All else is closed.`;
  const drawing = { title, description };
  const traces = parties.flatMap((from) =>
    parties.flatMap((to) => {
      const way = ways.between(from, to);
      return way ? [{ what: `${nameOf(from)} → ${nameOf(to)}`, stands: way.stands }] : [];
    }),
  );
  const [first] = stages;
  const networkRefs = refsOf(...resourcesIn(first, 'AWS::EC2::VPC'), ...resourcesIn(first, 'AWS::EC2::Subnet'));
  return {
    name: `network-${first!.name}`,
    title,
    wide: svg({ ...drawing, form: 'wide', ...matrix(network) }),
    narrow: svg({ ...drawing, form: 'narrow', ...list(network) }),
    traces: [{ what: 'Subnets', stands: networkRefs }, ...traces],
  };
}

function nameOf(party: string): string {
  return LABELS[party] ?? party;
}

/** Rows begin connections, columns take them. */
function matrix({ ways, parties, subnets }: Network): { height: number; content: Content } {
  const takers = parties.filter((to) => ways.flows.some((flow) => flow.to === to));
  const callers = parties.filter((from) => ways.flows.some((flow) => flow.from === from));
  const [left, top, high] = [170, 74, 38];
  const wide = (WIDTHS.wide - left - 2) / takers.length;
  const x = (index: number) => left + index * wide;
  const y = (index: number) => top + index * high;
  const foot = y(callers.length);
  const content = [
    text({ x: 2, y: 14 }, 'from ↓', 'small'),
    text({ x: left + 4, y: 14 }, 'to →', 'small'),
    takers.map((to, i) =>
      texts({ x: x(i) + wide / 2, y: 36 }, wrapped(nameOf(to), wide - 8, SIZES.title), 'title', { anchor: 'middle' }),
    ),
    callers.map((from, row) => [
      line({ x: 0, y: y(row) }, { x: WIDTHS.wide, y: y(row) }, 'rule'),
      text({ x: 2, y: y(row) + 24 }, nameOf(from), 'title'),
      takers.map((to, column) => {
        const way = ways.between(from, to);
        const cell = { x: x(column) + 3, y: y(row) + 4, width: wide - 6, height: high - 8 };
        if (!way) return from === to ? undefined : rectangle(cell, 'closed-way', 4);
        return [
          rectangle(cell, 'open-way', 4),
          text({ x: x(column) + wide / 2, y: y(row) + 24 }, way.ports, 'line', 'middle'),
        ];
      }),
    ]),
    line({ x: 0, y: foot }, { x: WIDTHS.wide, y: foot }, 'rule'),
    text({ x: 2, y: foot + 24 }, 'Ways out of each kind of subnet', 'title'),
    texts({ x: 2, y: foot + 44 }, subnets, 'line'),
  ];
  return { height: foot + 44 + subnets.length * LINE_HEIGHT, content };
}

/** Each party with those that it reaches, below each other. */
function list({ ways, parties, subnets }: Network): { height: number; content: Content } {
  const content: Content[] = [];
  let y = 16;
  const callers = parties.filter((from) => ways.flows.some((flow) => flow.from === from));
  const rows = callers.map((from) => ({
    title: nameOf(from),
    lines: parties.flatMap((to) => {
      const way = ways.between(from, to);
      return way ? [`→ ${nameOf(to)}: ${way.ports}`] : [];
    }),
  }));
  for (const { title, lines } of [...rows, { title: 'Ways out of each kind of subnet', lines: subnets }]) {
    content.push(text({ x: 2, y }, title, 'title'), texts({ x: 12, y: y + LINE_HEIGHT + 2 }, lines, 'line'));
    y += (lines.length + 1) * LINE_HEIGHT + 8;
    content.push(line({ x: 0, y: y - 4 }, { x: WIDTHS.narrow, y: y - 4 }, 'rule'));
    y += 14;
  }
  return { height: y - 12, content };
}
