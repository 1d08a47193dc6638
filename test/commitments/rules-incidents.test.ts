import { SCAN_EVENTS } from '../../lambda/quarantine-attachment/scan-event';
import { POLICY } from '../lambda/incidents/incident-records';
import { describeRules } from './describe-rules';
import type { Part } from './template';

const variables = (change: Partial<Record<keyof typeof POLICY, unknown>>) => ({
  Environment: { Variables: { INCIDENT_POLICY: JSON.stringify({ ...POLICY, ...change }) } },
});

describeRules([
  {
    rule: 'IR-01.IncidentClocks',
    good: { Watch: { Type: 'AWS::Lambda::Function', Properties: variables({}) } },
    mutants: [
      ['a notice after two days', variables({ breachNoticeHours: 48 }), /breachNoticeHours.*<=24/],
      ['an answer after a week', variables({ disclosureConfirmHours: 168 }), /disclosureConfirmHours.*<=72/],
      ['a year to resolve', variables({ disclosureDays: 365 }), /disclosureDays.*<=90/],
      ['one level only', variables({ levels: [15] }), /levels/],
      ['a level without its time', variables({ levels: [15, 0] }), /levels\.1/],
      ['what is no JSON', { Environment: { Variables: { INCIDENT_POLICY: '{' } } }, /is no JSON/],
    ],
  },
]);

const https: Part = {
  Type: 'AWS::ElasticLoadBalancingV2::Listener',
  Properties: { Protocol: 'HTTPS', LoadBalancerArn: { Ref: 'Balancer' } },
};
const answers = (StatusCode: string, ...lines: string[]) => ({
  Actions: [{ FixedResponseConfig: { StatusCode, MessageBody: lines.map((line) => `${line}\n`).join('') } }],
});
const FIELDS = [
  'Contact: mailto:security@cellar.example',
  'Expires: 2027-03-01T00:00:00Z',
  'Policy: https://x.example',
];
const at = (...Values: string[]) => ({ Field: 'path-pattern', PathPatternConfig: { Values } });
const listened = (Priority: number, more: object): Part => ({
  Type: 'AWS::ElasticLoadBalancingV2::ListenerRule',
  Properties: { Priority, ListenerArn: { Ref: 'Https' }, ...more },
});

const scans = (change: object = {}) => ({
  EventPattern: {
    source: ['aws.guardduty'],
    'detail-type': Object.values(SCAN_EVENTS),
    detail: { scanResultDetails: { scanResultStatus: [{ 'anything-but': ['NO_THREATS_FOUND'] }] } },
    ...change,
  },
});

describeRules([
  {
    rule: 'IR-05.SecurityTxtServed',
    at: 'production-ap-southeast-2/sites',
    good: {
      Served: listened(10, { Conditions: [at('/.well-known/security.txt')], ...answers('200', ...FIELDS) }),
      Sites: listened(20, {}),
      Https: https,
      Http: { ...https, Properties: { ...https.Properties, Protocol: 'HTTP' } },
      Balancer: {
        Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer',
        Properties: { Scheme: 'internet-facing' },
      },
    },
    mutants: [
      ['another path', { Conditions: [at('/security.txt')] }, /lacks a whole security\.txt at/],
      ['one host only', { Conditions: [at('/.well-known/security.txt'), { Field: 'host-header' }] }, /lacks/],
      ['an error', answers('404', ...FIELDS), /lacks/],
      ['nobody to write to', answers('200', ...FIELDS.slice(1)), /lacks/],
      ['no end', answers('200', FIELDS[0]!, FIELDS[2]!), /lacks/],
      ['no policy', answers('200', ...FIELDS.slice(0, 2)), /lacks/],
      ['a rule that comes after another', { Priority: 30 }, /lacks/],
      ['a listener without TLS', { ListenerArn: { Ref: 'Http' } }, /lacks/],
    ],
  },
  {
    rule: 'IR-10.InfectedPutAway',
    good: {
      Infected: {
        Type: 'AWS::Events::Rule',
        Properties: { State: 'ENABLED', ...scans(), Targets: [{ Arn: { 'Fn::GetAtt': ['PutAway', 'Arn'] } }] },
      },
      PutAway: { Type: 'AWS::Lambda::Function' },
      Plan: { Type: 'AWS::GuardDuty::MalwareProtectionPlan' },
    },
    mutants: [
      ['a rule that is off', { State: 'DISABLED' }, /lacks a rule that hands every scan but a clean one/],
      ['nobody who puts away', { Targets: [{ Arn: 'arn:aws:sns:r:1:topic' }] }, /lacks/],
      ['malware alone', scans({ detail: { scanResultDetails: { scanResultStatus: ['THREATS_FOUND'] } } }), /lacks/],
      ['verdicts alone', scans({ 'detail-type': [SCAN_EVENTS.result] }), /lacks/],
      ['others than the scan', scans({ source: ['aws.guardduty', 'cordon.data'] }), /lacks/],
    ],
  },
]);
