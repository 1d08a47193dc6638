import { Match } from 'aws-cdk-lib/assertions';
import { subnetsIn } from '../../lib/network/template-network';
import { waysOut } from '../../lib/network/reachability';
import type { TemplateJson } from '../../lib/network/reachability';
import { networkTemplate, propertiesOf } from './support';

const template = networkTemplate({ networkFirewall: true, egressHosts: ['intake.example.com'] });
const json = template.toJSON() as TemplateJson;
const subnets = subnetsIn(json);
const named = (name: string) => subnets.filter((subnet) => subnet.name === name);

describe('AWS Network Firewall', () => {
  test('stands between servers and NAT in each zone', () => {
    for (const application of named('Application')) {
      const [out] = application.routes.filter(({ target }) => target !== 'services');
      const firewall = subnets.find(({ id }) => id === out!.via)!;
      expect(out).toMatchObject({ destination: '0.0.0.0/0', target: 'firewall' });
      expect(firewall).toMatchObject({ name: 'Firewall', zone: application.zone });

      expect(firewall.routes).toMatchObject([{ destination: '0.0.0.0/0', target: 'nat' }]);
      const nat = subnets.find(({ id }) => id === firewall.routes[0]!.via);
      expect(nat).toMatchObject({ name: 'Egress', zone: application.zone });
      expect(waysOut(application, subnets)).toContain('firewall and NAT');
      expect(waysOut(application, subnets)).not.toContain('NAT');
    }
  });

  test('sees the answers too: NAT sends them back the way they came', () => {
    for (const egress of named('Egress')) {
      const back = egress.routes.filter(({ target }) => target === 'firewall');
      const application = named('Application').find(({ zone }) => zone === egress.zone)!;
      expect(back.map(({ destination }) => destination)).toEqual([application.cidr]);
      expect(subnets.find(({ id }) => id === back[0]!.via)!.zone).toBe(egress.zone);
    }
  });

  test('leaves the traffic of the load balancer alone, which it would see in one direction only', () => {
    for (const { routes } of named('Public')) expect(routes.map(({ target }) => target)).toEqual(['internet-gateway']);
  });

  test('finds the endpoint of a zone by its name, in whatever order AWS returns them', () => {
    const routes = Object.values(
      propertiesOf<{ DestinationCidrBlock: string; VpcEndpointId: unknown }>(template, 'AWS::EC2::Route'),
    );
    const route = routes.find((one) => one.DestinationCidrBlock === named('Application')[1]!.cidr)!;
    const pairs = ['ap-southeast-2c:vpce-3', 'ap-southeast-2b:vpce-2', 'ap-southeast-2a:vpce-1'];
    expect(evaluate(route.VpcEndpointId, pairs)).toBe('vpce-2');
    expect(evaluate(route.VpcEndpointId, pairs.reverse())).toBe('vpce-2');
  });

  test('lets the names through that the DNS firewall lets through, and drops the rest', () => {
    template.hasResourceProperties('AWS::NetworkFirewall::RuleGroup', {
      Type: 'STATEFUL',
      RuleGroup: {
        StatefulRuleOptions: { RuleOrder: 'STRICT_ORDER' },
        RulesSource: {
          RulesSourceList: {
            GeneratedRulesType: 'ALLOWLIST',
            TargetTypes: ['TLS_SNI'],
            Targets: ['.ap-southeast-2.amazonaws.com', '.auth.ap-southeast-2.amazoncognito.com', 'intake.example.com'],
          },
        },
      },
    });
    template.hasResourceProperties('AWS::NetworkFirewall::FirewallPolicy', {
      FirewallPolicy: {
        StatelessDefaultActions: ['aws:forward_to_sfe'],
        StatelessFragmentDefaultActions: ['aws:forward_to_sfe'],
        StatefulEngineOptions: { RuleOrder: 'STRICT_ORDER' },
        StatefulDefaultActions: ['aws:drop_established', 'aws:alert_established'],
      },
    });
  });

  test('is protected against deletion and writes alerts and flows to encrypted log groups', () => {
    template.hasResourceProperties('AWS::NetworkFirewall::Firewall', {
      DeleteProtection: true,
      SubnetChangeProtection: true,
    });
    interface Logging {
      LoggingConfiguration: {
        LogDestinationConfigs: { LogType: string; LogDestination: { logGroup: { Ref: string } } }[];
      };
    }
    const [logging] = Object.values(propertiesOf<Logging>(template, 'AWS::NetworkFirewall::LoggingConfiguration'));
    const configs = logging!.LoggingConfiguration.LogDestinationConfigs;
    expect(configs.map(({ LogType }) => LogType)).toEqual(['ALERT', 'FLOW']);
    for (const { LogDestination } of configs) {
      expect(json.Resources[LogDestination.logGroup.Ref]!.Properties).toMatchObject({
        KmsKeyId: expect.stringContaining(':key/'),
        RetentionInDays: 400,
      });
    }
  });

  test('calls on-call when it keeps dropping packets, whatever the zone', () => {
    const alarms = template.findResources('AWS::CloudWatch::Alarm', {
      Properties: { AlarmDescription: Match.stringLikeRegexp('#egress-firewall-drops$') },
    });
    const [alarm] = Object.values(alarms);
    const text = JSON.stringify(alarm);
    for (const zone of ['a', 'b', 'c']) expect(text).toContain(`ap-southeast-2${zone}`);
    const firewalls = propertiesOf<{ FirewallName: string }>(template, 'AWS::NetworkFirewall::Firewall');
    expect(text).toContain(Object.values(firewalls)[0]!.FirewallName);
  });
});

test('without AWS Network Firewall there are no subnets for it', () => {
  expect(subnetsIn(networkTemplate().toJSON() as TemplateJson).filter(({ name }) => name === 'Firewall')).toEqual([]);
});

/** What CloudFormation makes of the functions in a route's target. */
function evaluate(value: unknown, endpoints: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluate(item, endpoints));
  if (typeof value !== 'object' || value === null) return value;
  const [name, argument] = Object.entries(value)[0]!;
  if (name === 'Fn::GetAtt') return endpoints;
  const [first, second] = evaluate(argument, endpoints) as [string, unknown];
  if (name === 'Fn::Join') return (second as string[]).join(first);
  if (name === 'Fn::Split') return (second as string).split(first);
  if (name === 'Fn::Select') return (second as string[])[Number(first)];
  throw new Error(`unexpected function ${name}`);
}
