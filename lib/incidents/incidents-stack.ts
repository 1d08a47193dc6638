import type { Construct } from 'constructs';
import type { IncidentPolicy } from '../../lambda/shared/incidents/policy';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { PlatformConfig } from '../config/platform-schema';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { Regularly } from '../platform/regularly';
import type { SiteStores } from '../sites/site-functions';
import { IncidentAlarms, SWEEP } from './incident-alarms';
import { IncidentDesk } from './incident-desk';
import { IncidentFunctions } from './incident-functions';
import { IncidentIntake } from './incident-intake';
import { IncidentLevels } from './incident-levels';
import { IncidentTable } from './incident-table';

export interface IncidentsStackProps extends PlatformStackProps {
  readonly place: Place;
  readonly config: Pick<PlatformConfig, 'incidents' | 'escalation' | 'company' | 'contacts'>;
  /** The registry of sites, which says who is affected. */
  readonly stores: SiteStores;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * Incidents of a home region: what becomes one, who is told when, and until when customers and reporters must have
 * heard from us (IR-01, IR-03, IR-04).
 */
export class IncidentsStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: IncidentsStackProps) {
    super(scope, id, { ...props, holdsData: true });
    const { place, config, stores, logs, onCall } = props;
    const policy = incidentPolicy(config);
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Incidents: their records, clocks and notices',
      users: [{ service: 'events.amazonaws.com' }],
    });
    const table = new IncidentTable(this, 'Table', { key });
    const functions = new IncidentFunctions(this, 'Functions', {
      ...{ place, policy, table, key, stores, logs, onCall },
      company: config.company,
      privacyContact: config.contacts.privacy,
    });
    new IncidentLevels(this, 'Levels', { levels: config.escalation, key, runbookUrl: onCall.runbookUrl });
    new IncidentIntake(this, 'Intake', { place, opens: functions.open });
    new IncidentDesk(this, 'Desk', { manage: functions.manage, key, logs });
    new Regularly(this, 'Sweep', SWEEP, functions.watch, 'Looks at every incident that is not resolved');
    new IncidentAlarms(this, 'Alarms', { onCall, policy, open: functions.open, clock: functions.clock.machine });
  }
}

/** The clocks as functions are told of them. */
export function incidentPolicy({
  incidents,
  escalation,
}: Pick<PlatformConfig, 'incidents' | 'escalation'>): IncidentPolicy {
  return { ...incidents, levels: escalation.map(({ respondWithinMinutes }) => respondWithinMinutes) };
}
