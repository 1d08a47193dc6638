import type { Construct } from 'constructs';
import type { HomeRegion } from '../config/platform';
import type { PlatformConfig } from '../config/platform-schema';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { SiteSchedules } from '../sites/site-schedules';
import type { SitesStack } from '../sites/sites-stack';
import { partiesOf } from './parties';
import { RequestAlarms } from './request-alarms';
import { RequestFunctions } from './request-functions';
import { RequestStore } from './request-store';

export interface PrivacyStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  readonly config: Pick<PlatformConfig, 'privacy' | 'subProcessors'>;
  /** Where requests find sites, and what works on them. */
  readonly sites: Pick<SitesStack, 'stores' | 'machines'>;
  readonly onCall: OnCall;
}

/**
 * Requests of people and customers about personal data, in the region of the site that they are about: what is known of
 * a person never leaves its residency (TN-20, TN-21). It runs the operations of the sites stack, and has none of its own.
 */
export class PrivacyStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: PrivacyStackProps) {
    super(scope, id, props);
    const { place, config, sites, onCall } = props;
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Requests about personal data, and what starts their work',
      users: [{ service: 'scheduler.amazonaws.com' }],
    });
    const { advance } = new RequestFunctions(this, 'Functions', {
      requests: new RequestStore(this, 'Requests', { key }),
      ...sites,
      privacy: config.privacy,
      parties: partiesOf(config, new Set(place.sites.map(({ residency }) => residency))),
    });
    const schedules = new SiteSchedules(this, 'Schedules', { sites: [], timeZone: place.timeZone, key, onCall });
    schedules.hourly('Advance', advance, 'Brings requests about personal data on, and counts late ones');
    new RequestAlarms(this, 'Alarms', { onCall });
  }
}
