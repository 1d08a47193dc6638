import type { App, Stage } from 'aws-cdk-lib';
import type { HomeRegion, Site } from '../../lib/config/platform';
import { FargateWorker } from '../../lib/sites/fargate-worker';
import { SitesStack, type SitesStackProps } from '../../lib/sites/sites-stack';
import { surroundings } from '../data/surroundings';
import { melbourne, sydney } from '../support/place';

/** A site with backups at these local times. */
export function site(id: string, timeZone: string, backupTimes: readonly string[] = ['04:00']): Site {
  return {
    id,
    kind: 'production',
    productionSite: id,
    customer: id,
    name: id,
    hostName: `${id}.example`,
    timeZone,
    environment: 'production',
    region: sydney.region,
    recoveryRegion: melbourne.region,
    residency: 'australia',
    package: '1gb',
    sizeGb: 1,
    options: [],
    server: 'shared-1',
    keeps: { daily: 6, weekly: 4, monthly: 2 },
    backupTimes,
    dailyAttachmentsLimit: 1e9,
    maskCopies: false,
    applicationVersion: '7.4.1',
  } as Site;
}

export const home: HomeRegion = {
  ...sydney,
  cidr: '10.0.0.0/16',
  timeZone: 'Australia/Sydney',
  domain: 'au.example',
  hostedZoneId: 'Z1',
  recovery: { ...melbourne, cidr: '10.1.0.0/16', state: 'standby', home: sydney.region, egressHosts: [] },
  servers: [],
  sites: [site('acme', 'Australia/Sydney'), site('bold', 'Australia/Perth', ['04:00', '16:00'])],
  egressHosts: [],
};

/** The test environment beside it, whose sites are copies. */
export const testHome: HomeRegion = {
  ...home,
  environment: 'test',
  account: '222222222222',
  recovery: undefined,
  sites: [{ ...site('acme-test', 'Australia/Sydney', []), kind: 'test', environment: 'test', keeps: {} }],
};

/** The sites stack of Sydney. */
export function sitesStack(scope: App | Stage, overrides: Partial<SitesStackProps> = {}): SitesStack {
  const place = overrides.place ?? home;
  const { network, logs, onCall } = surroundings(scope, place);
  const copies = place === home ? [testHome] : [];
  return new SitesStack(scope, 'sites', {
    place,
    recovery: place.recovery,
    description: 'Sites',
    worker: (inside) => new FargateWorker(inside, 'Worker', { place, recovery: place.recovery, copies, network, logs }),
    logs,
    onCall,
    ...overrides,
  });
}
