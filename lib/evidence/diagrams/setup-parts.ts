import type { Assembly, Stage, TemplateResource } from '../../commitments/assembly';
import type { Arrow, Box } from './picture';
import { groupsOf, referred, roleOf } from './traced';
import type { Ways } from './ways';

/** What the picture of a home region is put together from, as its templates have it. */
export interface Parts {
  readonly assembly: Assembly;
  readonly stage: Stage;
  readonly ways: Ways;
  /** Resources of the stage of some type. */
  readonly of: (type: string) => TemplateResource[];
}

/** A part of a picture. */
export interface Section {
  readonly boxes: readonly Box[];
  readonly arrows: readonly Arrow[];
}

/** The load balancer that the internet may come in by. */
export function publicBalancer({ of }: Parts): TemplateResource | undefined {
  return of('AWS::ElasticLoadBalancingV2::LoadBalancer').find(
    ({ properties }) => properties.Scheme === 'internet-facing',
  );
}

/** The group of servers with a role in the network. */
export function serversOf({ assembly, of }: Parts, role: string): TemplateResource | undefined {
  return of('AWS::AutoScaling::AutoScalingGroup').find((group) =>
    referred(assembly, group).some((one) => one.type === 'AWS::EC2::LaunchTemplate' && roleIn(assembly, one) === role),
  );
}

/** The role in the network that a resource plays, by its security group. */
export function roleIn(assembly: Assembly, resource: TemplateResource | undefined): string | undefined {
  return resource && groupsOf(assembly, resource).flatMap((group) => roleOf(group) ?? [])[0];
}

/** Zones of subnets, each once. */
export function zonesOf(subnets: readonly TemplateResource[]): string[] {
  return [...new Set(subnets.map(({ properties }) => String(properties.AvailabilityZone)))].sort();
}
