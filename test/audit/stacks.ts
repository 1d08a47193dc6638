import type { Construct } from 'constructs';
import { AccountStack } from '../../lib/audit/account-stack';
import { AuditStack } from '../../lib/audit/audit-stack';
import type { Place } from '../../lib/config/platform';
import { MonitoringStack } from '../../lib/monitoring/monitoring-stack';
import type { OnCall } from '../../lib/monitoring/on-call';
import { createApp } from '../../lib/platform/app';
import { sydney } from '../support/place';

export const RUNBOOK = 'https://git.vinefield.example/runbook.md';

export function onCallOf(scope: Construct, place: Place = sydney): OnCall {
  const { onCall } = new MonitoringStack(scope, 'monitoring', {
    place,
    description: 'On-call',
    runbookUrl: RUNBOOK,
    escalation: [{ email: 'oncall@vinefield.example' }],
  });
  return onCall;
}

export function auditStack(scope: Construct = createApp(), place: Place = sydney): AuditStack {
  return new AuditStack(scope, 'audit', {
    place,
    description: 'Logs',
    onCall: onCallOf(scope, place),
    lock: 'compliance',
  });
}

const everywhere = { environments: ['production', 'test'], sessionMinutes: 60 };

export function accountStack(scope: Construct = createApp()): AccountStack {
  return new AccountStack(scope, 'account', {
    place: sydney,
    description: 'Account',
    onCall: onCallOf(scope),
    lock: 'compliance',
    regions: ['ap-southeast-2', 'ap-southeast-4'],
    staff: {
      samlProvider: 'vinefield',
      roles: [
        { name: 'auditor', access: 'read-only', ...everywhere },
        { name: 'operator', access: 'operator', ...everywhere },
        { name: 'helpdesk', access: 'support', environments: ['production'], sessionMinutes: 30 },
        { name: 'emergency', access: 'break-glass', ...everywhere },
        { name: 'developer', access: 'operator', environments: ['development'], sessionMinutes: 60 },
      ],
    },
  });
}
