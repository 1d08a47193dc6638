import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Environment as ManageEnvironment } from '../../lambda/manage-incident/environment';
import type { Environment as OpenEnvironment } from '../../lambda/open-incident/environment';
import { INCIDENT_EVENT_SOURCE } from '../../lambda/shared/incidents/incident-events';
import type { IncidentPolicy } from '../../lambda/shared/incidents/policy';
import type { Environment as WatchEnvironment } from '../../lambda/watch-incidents/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import { PlatformFunction } from '../platform/platform-function';
import { permit, readsRegistry } from '../sites/function-rights';
import type { SiteStores } from '../sites/site-functions';
import { IncidentClock } from './incident-clock';
import type { IncidentTable } from './incident-table';

export interface IncidentFunctionsProps {
  readonly place: Place;
  readonly policy: IncidentPolicy;
  readonly company: string;
  readonly privacyContact: string;
  readonly table: IncidentTable;
  readonly key: kms.IKey;
  readonly stores: SiteStores;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** The functions that open incidents, watch their clocks and do what people ask, and the clock that they start. */
export class IncidentFunctions extends Construct {
  public readonly open: PlatformFunction;
  public readonly watch: PlatformFunction;
  public readonly manage: PlatformFunction;
  public readonly clock: IncidentClock;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: IncidentFunctionsProps,
  ) {
    super(scope, id);
    const { place, policy, table, key, stores, logs, onCall, company, privacyContact } = props;
    const common: WatchEnvironment = { INCIDENTS_TABLE: table.tableName, INCIDENT_POLICY: JSON.stringify(policy) };
    this.watch = new PlatformFunction(this, 'Watch', {
      entry: 'watch-incidents',
      description: 'Tells whoever must be told of incidents by now',
      logs,
      environment: { ...common },
      asynchronous: { onCall },
      timeout: Duration.minutes(4),
      // One for the sweep, the others for clocks whose deadlines come at the same time.
      reservedConcurrency: 10,
    });
    this.clock = new IncidentClock(this, 'Clock', { watch: this.watch, key, logs });
    const starting = {
      ...common,
      REGISTRY_TABLE: stores.registry.tableName,
      CLOCK_MACHINE_ARN: this.clock.machine.stateMachineArn,
    };
    const opening: OpenEnvironment = { ...starting, PLATFORM: place.platform, ENVIRONMENT: place.environment };
    this.open = new PlatformFunction(this, 'Open', {
      entry: 'open-incident',
      description: 'Makes incidents of findings, failures and alarms',
      logs,
      environment: { ...opening },
      asynchronous: { onCall },
      reservedConcurrency: 5,
    });
    const managing: ManageEnvironment = { ...starting, COMPANY: company, PRIVACY_CONTACT: privacyContact };
    this.manage = new PlatformFunction(this, 'Manage', {
      entry: 'manage-incident',
      description: 'Does with incidents what people ask for',
      logs,
      environment: { ...managing },
      // All sites are read for a breach that concerns everybody.
      timeout: Duration.minutes(5),
      memory: 1024,
      reservedConcurrency: 5,
    });
    this.permitAll();
  }

  private permitAll(): void {
    const { table, key, stores, place } = this.props;
    for (const target of [this.open, this.watch, this.manage]) table.grantRecording(target);
    const starts = new iam.PolicyStatement({
      actions: ['states:StartExecution'],
      resources: [this.clock.machine.stateMachineArn],
    });
    for (const target of [this.open, this.manage]) {
      target.addToRolePolicy(starts);
      key.grant(target, 'kms:GenerateDataKey');
      permit(target, readsRegistry(stores));
    }
    this.watch.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['events:PutEvents'],
        resources: [`arn:aws:events:${place.region}:${place.account}:event-bus/default`],
        conditions: { StringEquals: { 'events:source': INCIDENT_EVENT_SOURCE } },
      }),
    );
  }
}
