import type * as events from 'aws-cdk-lib/aws-events';
import { Match } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { ruleName } from './config-rules';
import type { ManagedRule } from './config-rules';

/** GuardDuty's own threshold of a high severity. */
const HIGH = 7;

/** A kind of finding that on-call hears of. */
export interface FindingSource {
  readonly id: string;
  readonly runbook: string;
  readonly meaning: string;
  readonly eventPattern: events.EventPattern;
}

export interface FindingNoticesProps {
  readonly onCall: OnCall;
  /** Rules of AWS Config; of those that wake on-call, each violation is told. */
  readonly rules: readonly ManagedRule[];
}

/** Tells on-call of every grave finding as it is made (NW-10, NW-11). The rest waits in Security Hub for working hours. */
export class FindingNotices extends Construct {
  constructor(scope: Construct, id: string, { onCall, rules }: FindingNoticesProps) {
    super(scope, id);
    for (const { id: name, ...notice } of findingSources(rules)) new PlatformNotice(this, name, { onCall, ...notice });
  }
}

/** All kinds of finding that on-call hears of; of the rules, those that wake somebody. */
export function findingSources(rules: readonly ManagedRule[]): readonly FindingSource[] {
  return [...SOURCES, brokenRules(rules)];
}

const SOURCES: readonly FindingSource[] = [
  {
    id: 'Threats',
    runbook: 'threat-found',
    meaning: 'GuardDuty found a threat of high severity.',
    eventPattern: {
      source: ['aws.guardduty'],
      detailType: ['GuardDuty Finding'],
      detail: { severity: Match.greaterThanOrEqual(HIGH) },
    },
  },
  {
    id: 'SecurityFindings',
    runbook: 'security-finding',
    meaning: 'Security Hub has a new finding of high or critical severity.',
    eventPattern: {
      source: ['aws.securityhub'],
      detailType: ['Security Hub Findings - Imported'],
      detail: {
        findings: {
          // Those are told by GuardDuty's own notice already.
          ProductName: Match.anythingBut('GuardDuty'),
          RecordState: ['ACTIVE'],
          Severity: { Label: ['HIGH', 'CRITICAL'] },
          // Until somebody says that it is known: then its workflow is NOTIFIED.
          Workflow: { Status: ['NEW'] },
        },
      },
    },
  },
  {
    id: 'OutsideAccess',
    runbook: 'outside-access',
    meaning: 'Somebody outside the account can reach a resource.',
    eventPattern: {
      source: ['aws.access-analyzer'],
      detailType: ['Access Analyzer Finding'],
      detail: { status: ['ACTIVE'] },
    },
  },
];

function brokenRules(rules: readonly ManagedRule[]): FindingSource {
  return {
    id: 'BrokenRules',
    runbook: 'rule-broken',
    meaning: 'A resource breaks a rule that guards data, records or backups.',
    eventPattern: {
      source: ['aws.config'],
      detailType: ['Config Rules Compliance Change'],
      detail: {
        messageType: ['ComplianceChangeNotification'],
        configRuleName: rules
          .filter(({ wakes }) => wakes)
          .flatMap((rule) => Match.prefix(`${ruleName(rule)}-conformance-pack-`)),
        newEvaluationResult: { complianceType: ['NON_COMPLIANT'] },
      },
    },
  };
}
