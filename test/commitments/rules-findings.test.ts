import { Assembly } from '../../lib/commitments/assembly';
import { absences } from '../../lib/commitments/rule';
import { commitmentProps, commitmentRules } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { describeRules } from './describe-rules';
import { stack } from './template';
import type { Part } from './template';

const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const topic: Part = { Type: 'AWS::SNS::Topic' };
const open: Part = {
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: { INCIDENTS_TABLE: 'incidents', CLOCK_MACHINE_ARN: 'arn' } } },
};
const others = { OnCallTopic: topic, Reports: topic, Open: open, Other: { Type: 'AWS::Lambda::Function' } };
const BUS = 'arn:aws:events:ap-southeast-2:111111111111:event-bus/cordon-production-incidents';
const rule = (properties: object): Part => ({ Type: 'AWS::Events::Rule', Properties: { ...properties } });

const threats = (detail: object) => ({ source: ['aws.guardduty'], 'detail-type': ['GuardDuty Finding'], detail });
const grave = threats({ severity: [{ numeric: ['>=', 7] }] });
const weaknesses = (...Label: string[]) => ({
  source: ['aws.securityhub'],
  'detail-type': ['Security Hub Findings - Imported'],
  detail: { findings: { Severity: { Label }, Workflow: { Status: ['NEW'] } } },
});
const tellsOnCall = { Targets: [{ Arn: { Ref: 'OnCallTopic' } }] };
const opensIncidents = { Targets: [{ Arn: att('Open') }] };
const unheard = [
  ['a rule that is off', { State: 'DISABLED' }, /lacks an event rule/],
  ['no target', { Targets: [] }, /lacks/],
  ['a target that tells nobody', { Targets: [{ Arn: { Ref: 'Reports' } }, { Arn: att('Other') }] }, /lacks/],
] as const;
const mild = [
  ['the gravest threats only', { EventPattern: threats({ severity: [{ numeric: ['>=', 9] }] }) }, /lacks/],
  ['one severity only', { EventPattern: threats({ severity: [7] }) }, /lacks/],
  [
    'some threats only',
    { EventPattern: threats({ severity: [{ numeric: ['>=', 7] }], type: [{ prefix: 'Recon' }] }) },
    /lacks/,
  ],
] as const;

describeRules([
  {
    rule: 'NW-10.ThreatsWakeSomeone',
    good: { Threats: rule({ EventPattern: grave, ...tellsOnCall }), ...others },
    mutants: [...unheard, ...mild],
  },
  {
    rule: 'NW-10.ThreatsBecomeIncidents',
    good: { Threats: rule({ EventPattern: grave, ...opensIncidents }), ...others },
    mutants: [...unheard, ...mild],
  },
  {
    rule: 'NW-10.ThreatsBecomeIncidents',
    good: { Threats: rule({ EventPattern: grave, Targets: [{ Arn: BUS }] }), ...others },
    mutants: [['another bus', { Targets: [{ Arn: BUS.replace('cordon-production-incidents', 'default') }] }, /lacks/]],
  },
  {
    rule: 'NW-11.WeaknessesWakeSomeone',
    good: { Weaknesses: rule({ EventPattern: weaknesses('HIGH', 'CRITICAL'), ...tellsOnCall }), ...others },
    mutants: [...unheard, ['critical ones only', { EventPattern: weaknesses('CRITICAL') }, /lacks/]],
  },
  {
    rule: 'NW-11.WeaknessesBecomeIncidents',
    good: { Weaknesses: rule({ EventPattern: weaknesses('HIGH', 'CRITICAL'), ...opensIncidents }), ...others },
    mutants: [...unheard, ['high ones only', { EventPattern: weaknesses('HIGH') }, /lacks/]],
  },
  {
    rule: 'NW-10.RelayedBecomeIncidents',
    at: 'production-ap-southeast-2/sites',
    good: {
      Relayed: rule({ EventBusName: { Ref: 'Bus' }, EventPattern: { account: ['1'] }, ...opensIncidents }),
      Bus: { Type: 'AWS::Events::EventBus' },
      ...others,
    },
    mutants: [
      ...unheard,
      ['the bus of the home region', { EventBusName: 'default' }, /lacks/],
      ['some events only', { EventPattern: { account: ['1'], source: ['aws.guardduty'] } }, /lacks/],
    ],
  },
  {
    rule: 'NW-10.FlowsRecorded',
    good: {
      Flows: {
        Type: 'AWS::EC2::FlowLog',
        Properties: { ResourceId: { Ref: 'Vpc' }, TrafficType: 'ALL', MaxAggregationInterval: 60 },
      },
      Vpc: { Type: 'AWS::EC2::VPC' },
      Subnet: { Type: 'AWS::EC2::Subnet' },
    },
    mutants: [
      ['what was refused only', { TrafficType: 'REJECT' }, /lacks a flow log/],
      ['records after ten minutes', { MaxAggregationInterval: 600 }, /lacks/],
      ['the default of ten minutes', { MaxAggregationInterval: undefined }, /lacks/],
      ['one subnet only', { ResourceId: { Ref: 'Subnet' } }, /lacks/],
    ],
  },
  {
    rule: 'NW-07.VpnThere',
    at: 'production-ap-southeast-2/sites',
    good: {
      Association: {
        Type: 'AWS::EC2::ClientVpnTargetNetworkAssociation',
        Properties: { ClientVpnEndpointId: { Ref: 'Endpoint' }, SubnetId: { Ref: 'Subnet' } },
      },
      Endpoint: { Type: 'AWS::EC2::ClientVpnEndpoint' },
      Subnet: { Type: 'AWS::EC2::Subnet' },
    },
    mutants: [
      ['an endpoint of others', { ClientVpnEndpointId: 'cvpn-endpoint-1' }, /lacks a VPN that leads into/],
      ['a network of others', { SubnetId: 'subnet-1' }, /lacks/],
    ],
  },
  {
    rule: 'NW-11.StandardsMeasured',
    good: {
      Practices: {
        Type: 'AWS::SecurityHub::Standard',
        Properties: {
          StandardsArn: 'arn:aws:securityhub:r::standards/aws-foundational-security-best-practices/v/1.0.0',
        },
      },
    },
    mutants: [
      ['another standard', { StandardsArn: 'arn:aws:securityhub:r::standards/nist-800-53' }, /lacks Security Hub/],
    ],
  },
]);

describe('a detector and a hub (NW-10, NW-11)', () => {
  const { config } = loadPlatform('config');
  const missing = (guardrails: 'create' | 'reuse') => {
    const production = { ...config.environments.production!, guardrails };
    const props = commitmentProps({ ...config, environments: { ...config.environments, production } });
    const asked = ['NW-10.ThreatDetectionFeatures', 'NW-11.StandardsMeasured'];
    const rules = commitmentRules(props).filter(({ id }) => asked.includes(id));
    const at = (stage: string) => stack(others, { path: `${stage}/guardrails`, region: 'ap-southeast-2' });
    const stages = ['production-ap-southeast-2', 'test-ap-southeast-2', 'production-account'].map(at);
    return absences(new Assembly(stages), rules).map(({ problem }) => problem.split(';')[0]);
  };
  const test1 = [
    'test-ap-southeast-2 lacks Security Hub with its best practices',
    'test-ap-southeast-2 lacks a detector that watches all of that',
  ];

  test('are missed in each region of an environment that makes its own', () => {
    expect(missing('create').sort()).toEqual([
      'production-ap-southeast-2 lacks Security Hub with its best practices',
      'production-ap-southeast-2 lacks a detector that watches all of that',
      ...test1,
    ]);
  });

  test('are not looked for where the account has them already', () => {
    expect(missing('reuse').sort()).toEqual(test1);
  });
});
