import { describeRules } from './describe-rules';
import type { Part } from './template';

const att = (id: string) => ({ 'Fn::GetAtt': [id, 'Arn'] });
const list = (family: string, name = `cordon-production-banned-${family.toLowerCase()}`): Part => ({
  Type: 'AWS::WAFv2::IPSet',
  Properties: { Name: name, IPAddressVersion: family },
});
const lists = { Ipv4: list('IPV4'), Ipv6: list('IPV6'), Offices: list('IPV4', 'cordon-production-offices') };
const ban = (id: string, more: object = {}) => ({
  Name: id,
  Priority: id === 'Ipv4' ? 0 : 1,
  Action: { Block: {} },
  Statement: { IPSetReferenceStatement: { Arn: att(id) } },
  ...more,
});
const limit = (statement: object = {}, more: object = {}) => ({
  Name: 'Rate',
  Priority: 2,
  Action: { Block: {} },
  Statement: { RateBasedStatement: { AggregateKeyType: 'IP', Limit: 2000, ...statement } },
  ...more,
});
const managed = (name: string, more: object = {}, statement: object = {}) => ({
  Name: name,
  Priority: 3,
  OverrideAction: { None: {} },
  Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: `AWSManagedRules${name}`, ...statement } },
  ...more,
});
const GROUPS = ['AmazonIpReputationList', 'KnownBadInputsRuleSet', 'CommonRuleSet', 'SQLiRuleSet'] as const;
const acl = (...Rules: object[]): Part => ({ Type: 'AWS::WAFv2::WebACL', Properties: { Rules } });
const groups = (change: Partial<Record<(typeof GROUPS)[number], object | undefined>> = {}) =>
  GROUPS.flatMap((name) => (name in change ? (change[name] ?? []) : managed(name)));

const balancer: Part = { Type: 'AWS::ElasticLoadBalancingV2::LoadBalancer', Properties: { Scheme: 'internet-facing' } };
const pool: Part = { Type: 'AWS::Cognito::UserPool' };
const association = (resource: unknown, firewall: unknown = att('Acl')): Part => ({
  Type: 'AWS::WAFv2::WebACLAssociation',
  Properties: { ResourceArn: resource, WebACLArn: firewall },
});

describeRules([
  {
    rule: 'NW-05.BannedKeptOut',
    good: { Acl: acl(limit(), ban('Ipv4'), ban('Ipv6')), ...lists },
    mutants: [
      ['no list', { Rules: [limit()] }, /blocks the banned of IPV4.*\n.*IPV6/],
      ['one family only', { Rules: [ban('Ipv4')] }, /^Acl Rules.IPV6/],
      ['the banned only counted', { Rules: [ban('Ipv4', { Action: { Count: {} } }), ban('Ipv6')] }, /^Acl Rules.IPV4/],
      [
        'somebody let in before it is asked',
        { Rules: [ban('Ipv4', { Priority: 9 }), ban('Ipv6'), { ...limit(), Action: { Allow: {} } }] },
        /^Acl Rules.IPV4/,
      ],
      [
        'a list that nobody fills',
        { Rules: [ban('Ipv4', { Statement: { IPSetReferenceStatement: { Arn: att('Offices') } } }), ban('Ipv6')] },
        /^Acl Rules.IPV4/,
      ],
    ],
  },
  {
    rule: 'NW-06.AttacksTurnedAway',
    good: { Acl: acl(limit(), ...groups()), Balancer: balancer, Before: association({ Ref: 'Balancer' }) },
    mutants: [
      ['no limit', { Rules: groups() }, /block nobody who asks too much.*for every request/],
      ['a limit that only counts', { Rules: [limit({}, { Action: { Count: {} } }), ...groups()] }, /block nobody/],
      ['a limit for all together', { Rules: [limit({ AggregateKeyType: 'CONSTANT' }), ...groups()] }, /block nobody/],
      ['a limit over ten minutes', { Rules: [limit({ EvaluationWindowSec: 600 }), ...groups()] }, /block nobody/],
      ['a limit for some requests only', { Rules: [limit({ ScopeDownStatement: {} }), ...groups()] }, /block nobody/],
      ['a group left out', { Rules: [limit(), ...groups({ SQLiRuleSet: undefined })] }, /SQLiRuleSet are not in force/],
      [
        'a group that only counts',
        { Rules: [limit(), ...groups({ CommonRuleSet: managed('CommonRuleSet', { OverrideAction: { Count: {} } }) })] },
        /CommonRuleSet are not in force/,
      ],
      [
        'a rule of a group that only counts',
        {
          Rules: [
            limit(),
            ...groups({
              CommonRuleSet: managed('CommonRuleSet', {}, { RuleActionOverrides: [{ Name: 'NoUserAgent_HEADER' }] }),
            }),
          ],
        },
        /only count NoUserAgent_HEADER/,
      ],
    ],
  },
  {
    rule: 'NW-06.AttacksTurnedAway',
    good: {
      Acl: acl(limit({ ScopeDownStatement: {} }), managed(GROUPS[0]), managed(GROUPS[1])),
      Pool: pool,
      Before: association(att('Pool')),
    },
    mutants: [['a group left out', { Rules: [limit(), managed(GROUPS[0])] }, /KnownBadInputsRuleSet are not in force/]],
  },
  {
    rule: 'NW-06.FirewallBeforeEntries',
    good: {
      Before: association({ Ref: 'Balancer' }),
      Balancer: balancer,
      Internal: { ...balancer, Properties: { Scheme: 'internal' } },
      Acl: acl(),
    },
    mutants: [
      ['a load balancer without one', { ResourceArn: { Ref: 'Internal' } }, /Balancer .*has no AWS::WAFv2::WebACLAss/],
      ['a firewall that is none', { WebACLArn: { Ref: 'Internal' } }, /Balancer .*put a firewall before it/],
    ],
  },
  {
    rule: 'NW-06.FirewallBeforeEntries',
    good: { Before: association(att('Pool')), Pool: pool, Acl: acl() },
    mutants: [['a user pool without one', { ResourceArn: { Ref: 'Acl' } }, /Pool .*put a firewall before it/]],
  },
]);

const bans: Part = {
  Type: 'AWS::Lambda::Function',
  Properties: { Environment: { Variables: { BANS_TABLE: 'bans', BAN_LISTS: '{}' } } },
};
const other: Part = { Type: 'AWS::Lambda::Function' };
const hears = (more: object) => ({ source: ['cordon.identity'], 'detail-type': ['Login Failed'], ...more });

describeRules([
  {
    rule: 'NW-05.FailedLoginsHeard',
    at: 'production-ap-southeast-2/sites',
    good: {
      Logins: {
        Type: 'AWS::Events::Rule',
        Properties: { State: 'ENABLED', EventPattern: hears({}), Targets: [{ Arn: att('Bans') }] },
      },
      Bans: bans,
      Other: other,
    },
    mutants: [
      ['a rule that is off', { State: 'DISABLED' }, /lacks an event rule that hands each failed login/],
      ['another target', { Targets: [{ Arn: att('Other') }] }, /lacks/],
      ['another event', { EventPattern: hears({ 'detail-type': ['Signed In'] }) }, /lacks/],
      ['some logins only', { EventPattern: hears({ detail: { site: ['acme'] } }) }, /lacks/],
    ],
  },
  {
    rule: 'NW-05.BansEnd',
    at: 'production-ap-southeast-2/sites',
    good: {
      Settle: {
        Type: 'AWS::Events::Rule',
        Properties: {
          ScheduleExpression: 'rate(5 minutes)',
          Targets: [{ Arn: att('Bans'), Input: '{"operation":"settle"}' }],
        },
      },
      Bans: bans,
    },
    mutants: [
      ['bans that last an hour longer', { ScheduleExpression: 'rate(1 hour)' }, /lacks a rule that has ban-addresses/],
      ['bans that last a while longer', { ScheduleExpression: 'rate(30 minutes)' }, /lacks/],
      ['a call that settles nothing', { Targets: [{ Arn: att('Bans'), Input: '{"operation":"list"}' }] }, /lacks/],
      ['a rule that is off', { State: 'DISABLED' }, /lacks/],
    ],
  },
  {
    rule: 'NW-06.FlaggedRequestsHeard',
    at: 'production-ap-southeast-2/sites',
    good: {
      Flagged: {
        Type: 'AWS::Logs::SubscriptionFilter',
        Properties: { LogGroupName: { Ref: 'Log' }, DestinationArn: att('Bans') },
      },
      Log: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'aws-waf-logs-cordon-production' } },
      Audit: { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'audit' } },
      Bans: bans,
      Other: other,
    },
    mutants: [
      ['another log', { LogGroupName: { Ref: 'Audit' } }, /lacks a subscription of ban-addresses/],
      ['another function', { DestinationArn: att('Other') }, /lacks/],
    ],
  },
]);

const jail = (...lines: string[]) => ({
  LaunchTemplateData: { UserData: { 'Fn::Base64': ['#!/bin/bash', ...lines, 'CORDON', 'bantime = 1h'].join('\n') } },
});

describeRules([
  {
    rule: 'NW-05.ServersBan',
    good: {
      Template: {
        Type: 'AWS::EC2::LaunchTemplate',
        Properties: jail('[sshd]', 'enabled = true', 'maxretry = 5', 'bantime = 15m'),
      },
    },
    mutants: [
      ['no jail', jail(), /has no jail \[sshd\]/],
      ['a jail that is off', jail('[sshd]', 'enabled = false', 'maxretry = 5', 'bantime = 15m'), /no enabled = true/],
      ['a hundred attempts', jail('[sshd]', 'enabled = true', 'maxretry = 100', 'bantime = 15m'), /maxretry of 10/],
      ['a ban for ever', jail('[sshd]', 'enabled = true', 'maxretry = 5', 'bantime = -1'), /a bantime that ends/],
      ['a ban that is said elsewhere', jail('[sshd]', 'enabled = true', 'maxretry = 5'), /a bantime that ends/],
    ],
  },
  {
    rule: 'NW-05.ServersBan',
    good: { Template: { Type: 'AWS::EC2::LaunchTemplate', Properties: jail('systemctl mask --now sshd') } },
    mutants: [],
  },
]);
