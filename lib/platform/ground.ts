import { Stage, Tags } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import { AuditStack } from '../audit/audit-stack';
import { endpointsOf } from '../config/egress';
import type { Environment, HomeRegion, Place, Platform, RecoveryRegion } from '../config/platform';
import type { LockMode } from '../encryption/lock-mode';
import { GuardrailsStack } from '../guardrails/guardrails-stack';
import { MonitoringStack } from '../monitoring/monitoring-stack';
import { NetworkStack } from '../network/network-stack';
import { copiesOf } from './copies';

/**
 * What every region has, home or recovery: on-call, logs, guardrails and a network of its own (NW-01).
 *
 * @param home whose sites run here; undefined in a recovery region at rest
 */
export function addGround(
  stage: Stage,
  platform: Platform,
  environment: Environment,
  place: HomeRegion | RecoveryRegion,
  home: HomeRegion | undefined,
) {
  const { onCall } = addMonitoring(stage, platform, place, 'home' in place ? place.home : undefined);
  const { logs } = new AuditStack(stage, 'audit', {
    place,
    description: 'Log buckets and the trail of data events',
    onCall,
    lock: lockOf(environment),
    ships: home !== undefined && Object.keys(endpointsOf(platform.config, home)).length > 0,
  });
  const guardrails = new GuardrailsStack(stage, 'guardrails', {
    place,
    description: 'Threat detection, configuration history and posture checks',
    mode: environment.config.guardrails,
    globalTypes: place.region === environment.mainRegion,
    logs,
    onCall,
  });
  const copies = home ? copiesOf(platform, home) : [];
  const { network } = new NetworkStack(stage, 'network', {
    place,
    description: 'VPC over three zones, port table, endpoints and egress control',
    cidr: place.cidr,
    // The application exchanges codes for tokens at the sign-in page.
    egressHosts:
      'signInHost' in place && place.signInHost ? [...place.egressHosts, place.signInHost] : place.egressHosts,
    otherRegions: [
      ...('home' in place ? [place.home] : place.recovery ? [place.recovery.region] : []),
      ...copies.map(({ region }) => region).filter((region) => region !== place.region),
    ],
    copyAccounts: [...new Set(copies.map(({ account }) => account))],
    networkFirewall: environment.config.networkFirewall,
    logs,
    onCall,
  });
  return { onCall, logs, guardrails, network };
}

/** A compliance lock can never be undone; only customers' data needs that much. */
export function lockOf(environment: Environment): LockMode {
  return environment.config.hosts.includes('production') ? 'compliance' : 'governance';
}

/**
 * Where all alarms and notices of a stage end.
 *
 * @param watches Region whose monitoring is watched from here.
 */
export function addMonitoring(stage: Stage, platform: Platform, place: Place, watches?: string): MonitoringStack {
  return new MonitoringStack(stage, 'monitoring', {
    place,
    description: 'On-call topic',
    runbookUrl: platform.config.runbookUrl,
    escalation: platform.config.escalation,
    watches,
  });
}

/** A stage, by whose tags policies and people know the environment. */
export function addStage(app: App, id: string, place: Place): Stage {
  const stage = new Stage(app, id, { env: { account: place.account, region: place.region } });
  Tags.of(stage).add('cordon:platform', place.platform);
  Tags.of(stage).add('cordon:environment', place.environment);
  return stage;
}
