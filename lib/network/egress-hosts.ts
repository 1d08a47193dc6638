import { rangeOf } from './cidr';

export interface EgressHostsProps {
  /** Regions whose AWS services are used: the VPC's own first. */
  readonly regions: readonly string[];
  /** Hosts of registered sub-processors. */
  readonly egressHosts: readonly string[];
}

/**
 * Host names that servers may call over the internet (D14, TN-18, OR-06); `*.` stands for any name below.
 * AWS is allowed for the named regions only, so data cannot leave a residency through AWS itself (TN-11).
 */
export function allowedHosts({ regions, egressHosts }: EgressHostsProps): string[] {
  const aws = [...new Set(regions)].flatMap((region) => [
    `*.${region}.amazonaws.com`,
    // Where the hosted application exchanges a sign-in code for tokens.
    `*.auth.${region}.amazoncognito.com`,
  ]);
  return [...aws, ...[...new Set(egressHosts)].sort()];
}

/** Names that only the VPC's resolver answers, or that lead nowhere, but that every server asks for by itself. */
export function internalNames(props: { readonly region: string; readonly cidr: string }): string[] {
  const { region, cidr } = props;
  const { first } = rangeOf(cidr);
  const [a, b] = [Math.floor(first / 2 ** 24), Math.floor(first / 2 ** 16) % 256];
  // All of 10.0.0.0/8 is private; of other private ranges' first number, the rest belongs to others.
  const reverse = a === 10 ? '10' : `${b}.${a}`;
  return [
    `*.${region}.compute.internal`,
    // The same in us-east-1; elsewhere nobody answers it.
    '*.ec2.internal',
    `*.${region}.rds.amazonaws.com`,
    `*.${reverse}.in-addr.arpa`,
    // Amazon Linux asks for it at every boot. No port is open to it: servers take the time from the link-local address.
    'time.aws.com',
  ];
}
