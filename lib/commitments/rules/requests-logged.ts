import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Attribute {
  readonly Key: string;
  readonly Value: unknown;
}

/** Days that requests are kept, as all records of who did what. */
const KEPT = 400;

export const requestsLogged: Rule = {
  id: 'LG-01.RequestsLogged',
  keeps: ['LG-01'],
  statement:
    'Every request from the internet is logged for 400 days in its region with time, address and URL, and the application learns who asked.',
  types: ['AWS::ElasticLoadBalancingV2::LoadBalancer'],
  judge({ properties, stack }, assembly) {
    const { Type = 'application', LoadBalancerAttributes = [] } = properties as {
      Type?: string;
      LoadBalancerAttributes?: readonly Attribute[];
    };
    if (Type !== 'application') return undefined;
    const valueOf = (key: string) => LoadBalancerAttributes.find(({ Key }) => Key === key)?.Value;
    const needs = (key: string, value: string, otherwise: string) =>
      valueOf(key) === value ? undefined : `is not ${value}, so that ${otherwise}`;
    const bucket = assembly.target(valueOf('access_logs.s3.bucket'), stack);
    const here = bucket?.stack.stage === stack.stage;
    return verdict({
      'access_logs.s3.enabled': needs('access_logs.s3.enabled', 'true', 'no request is recorded'),
      'access_logs.s3.bucket':
        here && keptDays(bucket.properties) >= KEPT
          ? undefined
          : `is no bucket of ${stack.stage} that keeps what it holds for ${KEPT} days; take that of RegionalLogs`,
      'routing.http.xff_header_processing.mode': needs(
        'routing.http.xff_header_processing.mode',
        'append',
        'the application takes the load balancer for the visitor',
      ),
    });
  },
};

function keptDays(bucket: Readonly<Record<string, unknown>>): number {
  const { Rules = [] } = (bucket.LifecycleConfiguration ?? {}) as { Rules?: readonly { ExpirationInDays?: number }[] };
  return Math.min(...Rules.flatMap(({ ExpirationInDays: days }) => days ?? []));
}
