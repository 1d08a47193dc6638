import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { TLS, tlsPolicyProblem } from '../../lib/web/tls';
import { SECURITY_GROUPS, webStack } from './web-stack-fixture';

const template = Template.fromStack(webStack(createApp()));

interface Attributes {
  Properties: Record<string, { Key: string; Value: unknown }[]>;
}

/** The attributes of the only resource of a type that matches, by key. */
function attributes(type: string, property: string, filter: object = {}): Record<string, unknown> {
  const [resource] = Object.values(template.findResources(type, { Properties: filter })) as Attributes[];
  return Object.fromEntries(resource!.Properties[property]!.map(({ Key, Value }) => [Key, Value]));
}

const HTTPS_LISTENER = { Port: 443 };

describe('the load balancer', () => {
  const set = attributes('AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes');

  test('AV-01: faces the internet from the public subnets of three zones, with the security group of its role', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internet-facing',
      Subnets: ['subnet-000000010', 'subnet-000000011', 'subnet-000000012'],
      SecurityGroups: [SECURITY_GROUPS['load-balancer']],
    });
  });

  test.each([
    ['access_logs', 'access'],
    ['connection_logs', 'connections'],
    ['health_check_logs', 'health-checks'],
  ])('LG-01: keeps %s in the bucket of the region', (log, prefix) => {
    expect(set).toMatchObject({
      [`${log}.s3.enabled`]: 'true',
      [`${log}.s3.bucket`]: 'load-balancer-logs',
      [`${log}.s3.prefix`]: prefix,
    });
  });

  test('LG-01: tells the application who asked, from which port, for which host', () => {
    expect(set).toMatchObject({
      'routing.http.xff_header_processing.mode': 'append',
      'routing.http.xff_client_port.enabled': 'true',
      'routing.http.preserve_host_header.enabled': 'true',
    });
  });

  test('drops malformed and ambiguous requests, and cannot be deleted by mistake', () => {
    expect(set).toMatchObject({
      'routing.http.drop_invalid_header_fields.enabled': 'true',
      'routing.http.desync_mitigation_mode': 'strictest',
      'deletion_protection.enabled': 'true',
    });
  });

  test('adds no rule to a security group: the port table is the only place for them', () => {
    template.resourceCountIs('AWS::EC2::SecurityGroup', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    template.resourceCountIs('AWS::EC2::SecurityGroupEgress', 0);
  });
});

describe('its listeners', () => {
  interface Listener {
    Properties: { Port: number; Protocol: string; SslPolicy?: string; DefaultActions: { Type: string }[] };
  }
  const listeners = Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::Listener')) as [
    string,
    Listener,
  ][];

  test('NW-03: listen on two ports and no others', () => {
    expect(listeners.map(([, { Properties }]) => Properties.Port).sort()).toEqual([443, 80]);
  });

  test('CR-02: on port 80 only redirect for good to HTTPS', () => {
    const [id, http] = listeners.find(([, { Properties }]) => Properties.Port === 80)!;
    expect(http.Properties.DefaultActions).toEqual([
      { Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } },
    ]);
    const rules = template.findResources('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Properties: { ListenerArn: { Ref: id } },
    });
    expect(rules).toEqual({});
  });

  test('CR-01 CR-03: otherwise speak TLS by the one policy, with the certificate of the region', () => {
    const others = listeners.filter(([, { Properties }]) => Properties.Port !== 80);
    expect(others).not.toEqual([]);
    for (const [, { Properties }] of others) {
      expect(Properties.Protocol).toBe('HTTPS');
      expect(tlsPolicyProblem(Properties.SslPolicy)).toBeUndefined();
      expect(Properties.SslPolicy).toBe(TLS.policy);
    }
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      ...HTTPS_LISTENER,
      Certificates: [{ CertificateArn: { Ref: Match.stringLikeRegexp('^Certificate') } }],
    });
  });

  test('CR-02: tell browsers to insist on HTTPS for two years, and hide what serves them', () => {
    expect(attributes('AWS::ElasticLoadBalancingV2::Listener', 'ListenerAttributes', HTTPS_LISTENER)).toEqual({
      'routing.http.response.strict_transport_security.header_value': 'max-age=63072000; includeSubDomains',
      'routing.http.response.x_content_type_options.header_value': 'nosniff',
      'routing.http.response.x_frame_options.header_value': 'SAMEORIGIN',
      'routing.http.response.server.enabled': 'false',
    });
  });

  test('answer 404 to requests for hosts that are not ours', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      ...HTTPS_LISTENER,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Conditions: [{ Field: 'host-header', HostHeaderConfig: { Values: ['*.au.vinefield.example'] } }],
      Actions: [{ Type: 'forward' }],
    });
  });

  test('IR-05: serve security.txt on every host, before any request reaches a server', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Priority: 10,
      Conditions: [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/.well-known/security.txt'] } }],
      Actions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: {
            StatusCode: '200',
            ContentType: 'text/plain',
            MessageBody: Match.stringLikeRegexp('^Contact: mailto:security@vinefield.example\n'),
          },
        },
      ],
    });
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
      Priority: 20,
      Actions: [{ Type: 'forward' }],
    });
  });
});

test('CR-03: every target is reached and checked by TLS', () => {
  const groups = Object.values(template.findResources('AWS::ElasticLoadBalancingV2::TargetGroup')) as {
    Properties: { Protocol: string; Port: number; HealthCheckProtocol: string; HealthCheckPath: string };
  }[];
  expect(groups).toHaveLength(1);
  expect(groups[0]!.Properties).toMatchObject({
    Protocol: 'HTTPS',
    Port: 8443,
    HealthCheckProtocol: 'HTTPS',
    HealthCheckPath: '/health',
  });
});

test('requests of one user may go to any server', () => {
  expect(attributes('AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupAttributes')).toMatchObject({
    'stickiness.enabled': 'false',
    'deregistration_delay.timeout_seconds': '120',
  });
});
