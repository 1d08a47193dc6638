import { overlap, rangeOf } from '../../../lib/network/cidr';
import type { Range } from '../../../lib/network/cidr';
import { PORT_TABLE } from '../../../lib/network/port-table';
import { admits, common, sentence, waysOut, within } from '../../../lib/network/reachability';
import type { Flow, WayOut } from '../../../lib/network/reachability';
import { subnetsIn, vpcRange } from '../../../lib/network/template-network';
import type { Subnet, TemplateJson } from '../../../lib/network/template-network';
import type { Group, Ports, Rule } from '../../../lib/network/template-security-groups';
import { shared } from '../../../lib/network/template-security-groups';
import { passes } from './access-lists';
import { authorizedRanges } from './client-vpn';
import { partiesIn } from './parties';
import type { Party } from './parties';

const ANYWHERE: Range = rangeOf('0.0.0.0/0');

/** Walks from everything that has an address to everything else, and to and from the internet. */
export class Walker {
  public readonly parties: readonly Party[];
  private readonly subnets: readonly Subnet[];
  private readonly vpc: Range;
  private readonly ways = new Map<Subnet, readonly WayOut[]>();

  constructor(private readonly template: TemplateJson) {
    this.subnets = subnetsIn(template);
    this.vpc = vpcRange(template);
    this.parties = partiesIn(template);
  }

  /** All ways out of the VPC from where somebody stands. */
  public waysFrom(party: Party): ReadonlySet<WayOut> {
    return new Set(party.subnets.flatMap((subnet) => this.waysOf(subnet)));
  }

  /** Ways out of subnets. */
  public waysOf(subnet: Subnet): readonly WayOut[] {
    let known = this.ways.get(subnet);
    if (!known) this.ways.set(subnet, (known = waysOut(subnet, this.subnets)));
    return known;
  }

  /** Who can open connections to whom, by the roles of their groups. */
  public flows(): Flow[] {
    const flows = [...this.inside(), ...this.toInternet(), ...this.fromInternet()];
    return [...new Map(flows.map((flow) => [sentence(flow), flow])).values()];
  }

  /** Who can be called from the internet. In doubt, what stands in a subnet with an internet gateway has an address. */
  public fromInternet(): Flow[] {
    return this.parties
      .filter((party) => this.waysFrom(party).has('internet gateway'))
      .flatMap((to) =>
        to.groups.flatMap((group) =>
          group.ingress
            .filter((rule) => !within(rule, this.vpc))
            .flatMap(({ ports }) => this.heard(to, ports))
            .filter((ports) => to.subnets.some((subnet) => passes(this.template, subnet, 'in', ANYWHERE, ports)))
            .map((ports) => ({ from: 'internet', to: group.name, ports })),
        ),
      );
  }

  /** What the table of ports doesn't name, and the rows of the table between parties that are there but don't meet. */
  public strays(): { readonly stray: string[]; readonly missing: string[] } {
    const flows = this.flows();
    // Whoever may call the internet may also come in by the public door, on the same port.
    const byPublicDoor = (flow: Flow) => inTable({ ...flow, to: 'internet' }) && inTable({ ...flow, from: 'internet' });
    const present = new Set(['internet', ...this.parties.flatMap(({ groups }) => groups.map(({ name }) => name))]);
    const said = new Set(flows.map(sentence));
    return {
      stray: flows.filter((flow) => !inTable(flow) && !byPublicDoor(flow)).map(sentence),
      missing: PORT_TABLE.filter(({ from, to }) => present.has(from) && present.has(to))
        .map(({ from, to, port }) => sentence({ from, to, ports: { protocol: 'tcp', first: port, last: port } }))
        .filter((row) => !said.has(row)),
    };
  }

  private inside(): Flow[] {
    const apart = [...new Map(this.parties.map((party) => [placeOf(party), party])).values()];
    return apart.flatMap((from) =>
      apart.flatMap((to) =>
        from.groups.flatMap((source) =>
          to.groups.flatMap((target) =>
            this.between(from, source, to, target).map((ports) => ({ from: source.name, to: target.name, ports })),
          ),
        ),
      ),
    );
  }

  private between(from: Party, source: Group, to: Party, target: Group): Ports[] {
    const ranges = from.kind === 'VPN' ? authorizedRanges(this.template, from.id) : undefined;
    const reached = to.subnets.filter(({ range }) => !ranges || ranges.some((one) => overlap(one, range)));
    if (reached.length === 0) return [];
    const opened = common(
      source.egress.filter((rule) => admits(rule, target, reached)),
      target.ingress.filter((rule) => admits(rule, source, from.subnets)),
    );
    return opened
      .flatMap((ports) => this.heard(to, ports))
      .filter((ports) => from.subnets.some((here) => reached.some((there) => this.crosses(here, there, ports))));
  }

  /** Access lists are asked at the border of a subnet, so not within one. */
  private crosses(here: Subnet, there: Subnet, ports: Ports): boolean {
    return (
      here === there ||
      (passes(this.template, here, 'out', there.range, ports) && passes(this.template, there, 'in', here.range, ports))
    );
  }

  private toInternet(): Flow[] {
    return this.parties.flatMap((from) => {
      const ways = this.waysFrom(from);
      const to = [
        ...(['internet gateway', 'NAT', 'firewall and NAT'] as const)
          .filter((way) => ways.has(way))
          .map(() => 'internet'),
        ...(ways.has('elsewhere') ? ['elsewhere'] : []),
      ];
      const out = (rule: Rule): boolean =>
        !within(rule, this.vpc) &&
        from.subnets.some((subnet) => passes(this.template, subnet, 'out', ANYWHERE, rule.ports));
      return from.groups.flatMap((group) =>
        group.egress.filter(out).flatMap(({ ports }) => to.map((there) => ({ from: group.name, to: there, ports }))),
      );
    });
  }

  private heard({ listens }: Party, ports: Ports): Ports[] {
    if (!listens) return [ports];
    return listens.flatMap((port) => shared(ports, { protocol: 'tcp', first: port, last: port }) ?? []);
  }
}

/** Whether the table of ports has a row for it. */
export function inTable({ from, to, ports: { protocol, first, last } }: Flow): boolean {
  return PORT_TABLE.some(
    (row) => row.from === from && row.to === to && protocol === 'tcp' && first === row.port && last === row.port,
  );
}

/** Those who share it reach the same. */
function placeOf({ kind, subnets, groups, listens, id }: Party): string {
  const ids = (all: readonly { readonly id: string }[]) => all.map((one) => one.id).sort();
  return JSON.stringify([kind, ids(subnets), ids(groups), listens, kind === 'VPN' ? id : '']);
}
