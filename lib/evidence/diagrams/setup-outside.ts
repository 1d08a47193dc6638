import type { TemplateResource } from '../../commitments/assembly';
import { counted } from '../state';
import { publicBalancer, serversOf, type Parts, type Section } from './setup-parts';
import { refsOf } from './traced';

/** What servers may call on the internet. */
export function outside({ ways, of }: Parts): Section {
  const gateways = of('AWS::EC2::NatGateway');
  const [firewall] = of('AWS::NetworkFirewall::Firewall');
  const names = of('AWS::Route53Resolver::FirewallDomainList')
    .map((list) => ({ list, domains: (list.properties.Domains ?? []) as string[] }))
    .find(({ domains }) => !domains.includes('*'));
  const foreign = (names?.domains ?? []).filter(
    (name) => !/amazonaws|amazoncognito|internal|in-addr|aws\.com/.test(name),
  );
  const out = ways.between('web', 'internet');
  return {
    boxes: [
      {
        id: 'named',
        title: 'Named hosts alone',
        lines: foreign.length > 0 ? foreign : ['services of AWS'],
        kind: 'outside',
        ...{ column: 3, row: 0 },
        stands: refsOf(names?.list),
      },
      {
        id: 'way-out',
        title: firewall ? 'Network firewall and NAT' : 'NAT',
        lines: [`${counted(gateways.length, 'gateway')}`],
        kind: 'guard',
        ...{ column: 3, row: 2 },
        stands: refsOf(...gateways, firewall),
      },
    ],
    arrows: [
      {
        from: 'way-out',
        to: 'named',
        label: out?.ports ?? '',
        stands: out ? [...out.stands, ...refsOf(names?.list)] : [],
        leaves: ['top', 0.5],
        enters: ['bottom', 0.5],
      },
      {
        from: 'web',
        to: 'way-out',
        label: out?.ports ?? '',
        stands: out?.stands ?? [],
        leaves: ['top', 0.94],
        enters: ['left', 0.5],
      },
      {
        from: 'worker',
        to: 'way-out',
        label: ways.between('operations', 'internet')?.ports ?? '',
        stands: ways.between('operations', 'internet')?.stands ?? [],
        leaves: ['top', 0.5],
        enters: ['bottom', 0.5],
      },
    ],
  };
}

/** What is recorded, and where it is kept. */
export function logs(parts: Parts): Section {
  const { assembly, ways, of } = parts;
  const balancer = publicBalancer(parts);
  const attributes = (balancer?.properties.LoadBalancerAttributes ?? []) as { Key: string; Value: unknown }[];
  const requests = attributes.some(({ Key, Value }) => Key === 'access_logs.s3.enabled' && Value === 'true');
  const bucket = assembly.target(
    attributes.find(({ Key }) => Key === 'access_logs.s3.bucket')?.Value,
    (balancer ?? of('AWS::EC2::VPC')[0])!.stack,
  );
  const servers = serversOf(parts, 'log-server');
  const messages = ways.between('web', 'log-balancer');
  const databases = of('AWS::RDS::DBInstance').filter(
    ({ properties }) => ((properties.EnableCloudwatchLogsExports ?? []) as string[]).length > 0,
  );
  const archive = of('AWS::S3::Bucket').find(({ properties }) => String(properties.BucketName).includes('-archive-'));
  const others: readonly (readonly [string, string])[] = [
    ['AWS::EC2::FlowLog', 'connections in the network'],
    ['AWS::Route53Resolver::ResolverQueryLoggingConfig', 'names looked up'],
    ['AWS::WAFv2::LoggingConfiguration', 'what the firewall stops'],
    ['AWS::CloudTrail::Trail', 'reads and writes of data'],
  ];
  const kept = others.flatMap(([type, line]) => (of(type).length > 0 ? [{ line, from: of(type) }] : []));
  const endpoints = of('AWS::EC2::ClientVpnEndpoint').filter(({ properties }) => properties.ConnectionLogOptions);
  const to = { to: 'logs', label: 'log', enters: ['right', 0.5] as const };
  return {
    boxes: [
      {
        id: 'logs',
        title: 'Logs',
        lines: [
          ...(requests ? ['requests'] : []),
          ...(messages && servers ? ['messages of servers'] : []),
          ...(databases.length > 0 ? ['messages of databases'] : []),
          ...(endpoints.length > 0 ? ['connections of staff'] : []),
          ...kept.map(({ line }) => line),
          ...lockOf(archive),
        ],
        kind: 'data',
        ...{ column: 0, row: 2, rows: 3 },
        stands: refsOf(archive, ...endpoints, ...kept.flatMap(({ from }) => from)),
      },
    ],
    arrows: [
      { ...to, from: 'balancer', leaves: ['left', 0.5], stands: requests ? refsOf(balancer, bucket) : [] },
      {
        ...to,
        from: 'web',
        leaves: ['left', 0.5],
        stands: messages && servers ? [...messages.stands, ...refsOf(servers)] : [],
      },
      { ...to, from: 'databases', leaves: ['left', 0.5], stands: refsOf(...databases) },
    ],
  };
}

function lockOf(archive: TemplateResource | undefined): string[] {
  const lock = archive?.properties.ObjectLockConfiguration as
    { Rule?: { DefaultRetention?: { Days?: number; Mode?: string } } } | undefined;
  const { Days: days, Mode: mode } = lock?.Rule?.DefaultRetention ?? {};
  return days === undefined
    ? []
    : [`archive locked for ${days} days${mode === 'COMPLIANCE' ? ': nobody can delete it' : ''}`];
}
