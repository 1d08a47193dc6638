import type { Stage, TemplateResource } from '../../commitments/assembly';
import { reachability, waysOut, type Flow, type TemplateJson } from '../../network/reachability';
import { subnetsIn, type Subnet } from '../../network/template-network';
import type { ResourceRef } from '../evidence';
import { refsOf, resourcesIn, roleOf } from './traced';

/** A way from one party to another. */
export interface Way {
  /** Such as `tcp 15432`. */
  readonly ports: string;
  /** Security groups at its ends, and the rules between them that are resources of their own. */
  readonly stands: readonly ResourceRef[];
}

/** Who reaches whom in the network of a stage, by routes and security groups. */
export class Ways {
  public readonly flows: readonly Flow[];
  private readonly subnets: readonly Subnet[];
  private readonly groups: ReadonlyMap<string | undefined, TemplateResource>;
  private readonly rules: readonly TemplateResource[];

  constructor(stage: Stage) {
    const [vpc] = resourcesIn(stage, 'AWS::EC2::VPC');
    const template = vpc && (JSON.parse(vpc.stack.text) as TemplateJson);
    this.flows = template ? reachability(template) : [];
    this.subnets = template ? subnetsIn(template) : [];
    this.groups = new Map(resourcesIn(stage, 'AWS::EC2::SecurityGroup').map((group) => [roleOf(group), group]));
    this.rules = ['AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'].flatMap((type) =>
      resourcesIn(stage, type),
    );
  }

  /** Kinds of subnets that there are. */
  public get kinds(): string[] {
    return [...new Set(this.subnets.map(({ name }) => name))];
  }

  /** How packets leave the network from a kind of subnet, such as `NAT`; nothing where they can't. */
  public outOf(kind: string): string[] {
    const own = this.subnets.filter(({ name }) => name === kind);
    return [...new Set(own.flatMap((subnet) => waysOut(subnet, this.subnets)))].sort();
  }

  /** Undefined where there is none. @param from,to roles, or `internet` */
  public between(from: string | undefined, to: string | undefined): Way | undefined {
    const flows = this.flows.filter((flow) => flow.from === from && flow.to === to);
    if (flows.length === 0) return undefined;
    const ends = [from, to].flatMap((role) => this.groups.get(role) ?? []);
    const mentions = (rule: TemplateResource, { logicalId }: TemplateResource) =>
      JSON.stringify(rule.properties).includes(`"${logicalId}"`);
    const rules = ends.length < 2 ? [] : this.rules.filter((rule) => ends.every((end) => mentions(rule, end)));
    return { ports: flows.map(portsOf).join(', '), stands: refsOf(...ends, ...rules) };
  }
}

/** `tcp 443`, `tcp 8000-8080` or `every port`. */
export function portsOf({ ports: { protocol, first, last } }: Flow): string {
  if (protocol === 'all') return 'every port';
  return `${protocol} ${first === last ? first : `${first}-${last}`}`;
}
