import { PORTS } from '../../network/network';
import type { Properties } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { valueAt } from './key-of-ours';

type Judge = (properties: Properties) => Readonly<Record<string, string | undefined>> | undefined;

/** Policies of CloudFront and Cognito with TLS 1.2 and 1.3 alone. */
const TLS_12 = /^TLS_?v1[._](2|3)_20(2[1-9])$/i;

/**
 * What TLS asks of each kind of endpoint. Listeners of load balancers, policies of buckets, queues and topics, and
 * databases have rules of their own; other endpoints of AWS take nothing below TLS 1.2, and no setting changes that.
 */
const ENDPOINTS: Readonly<Record<string, Judge>> = {
  'AWS::ApiGateway::DomainName': ({ SecurityPolicy }) => ({
    SecurityPolicy: /^(TLS_1_2|SecurityPolicy_TLS1[23]_)/.test(String(SecurityPolicy))
      ? undefined
      : `is ${shown(SecurityPolicy)}; set it to TLS_1_2 or better`,
  }),
  'AWS::CloudFront::Distribution': (properties) => {
    const path = 'DistributionConfig.ViewerCertificate.MinimumProtocolVersion';
    return { [path]: policyProblem(valueAt(properties, path), 'TLSv1.2_2021') };
  },
  'AWS::Cognito::UserPoolDomain': ({ CustomDomainConfig }) =>
    // At an address of Amazon’s, the policy is Amazon’s as well.
    CustomDomainConfig === undefined
      ? undefined
      : {
          'CustomDomainConfig.SecurityPolicy': policyProblem(
            (CustomDomainConfig as Properties).SecurityPolicy,
            'TLS_V1_2_2021',
          ),
        },
  'AWS::ElasticLoadBalancingV2::TargetGroup': ({ Protocol, Port }) => ({
    Protocol:
      Protocol === 'HTTPS' || Protocol === 'TLS' || (Protocol === 'TCP' && Port === PORTS.syslog)
        ? undefined
        : `is ${shown(Protocol)}, in the clear behind the load balancer; set it to HTTPS`,
  }),
  'AWS::SES::ConfigurationSet': (properties) => ({
    'DeliveryOptions.TlsPolicy':
      valueAt(properties, 'DeliveryOptions.TlsPolicy') === 'REQUIRE'
        ? undefined
        : 'lets mail go in the clear to servers without TLS; set it to REQUIRE',
  }),
  'AWS::SNS::Subscription': ({ Protocol }) => ({
    Protocol: Protocol === 'http' ? 'is http; name an https endpoint' : undefined,
  }),
};

export const endpointsByTls: Rule = {
  id: 'CR-03.EndpointsByTls',
  keeps: ['CR-03', 'CR-09'],
  statement:
    'Every endpoint with a setting for it takes TLS 1.2 or 1.3 alone, towards users and behind load balancers.',
  types: Object.keys(ENDPOINTS),
  judge({ type, properties }) {
    const problems = ENDPOINTS[type]?.(properties);
    return problems && verdict(problems);
  },
};

function policyProblem(policy: unknown, wanted: string): string | undefined {
  return TLS_12.test(String(policy)) ? undefined : `is ${shown(policy)}; set it to ${wanted} or a later one`;
}

function shown(value: unknown): string {
  return JSON.stringify(value ?? 'missing');
}
