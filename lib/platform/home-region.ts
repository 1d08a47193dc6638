import type { App, Stage } from 'aws-cdk-lib';
import { AccessStack } from '../access/access-stack';
import type { RegionalLogs } from '../audit/regional-logs';
import { BackupStack } from '../backup/backup-stack';
import type { ServerProtection } from '../backup/protect-servers';
import { TakenOverBackupStack } from '../backup/taken-over-backup-stack';
import { endpointsOf } from '../config/egress';
import type { Environment, HomeRegion, Platform } from '../config/platform';
import { DataStack } from '../data/data-stack';
import { DataFoundationStack } from '../data/foundation-stack';
import type { DataFoundation } from '../data/foundation-stack';
import type { ReplicaStack } from '../data/replica-stack';
import { UpkeepStack } from '../data/upkeep-stack';
import type { GuardrailsStack } from '../guardrails/guardrails-stack';
import { IdentityStack } from '../identity/identity-stack';
import { IncidentsStack } from '../incidents/incidents-stack';
import { MalwareStack } from '../malware/malware-stack';
import { LogShippingStack } from '../monitoring/log-shipping-stack';
import type { OnCall } from '../monitoring/on-call';
import { ServiceLevelsStack } from '../monitoring/service-levels-stack';
import type { Network } from '../network/network';
import { PrivacyStack } from '../privacy/privacy-stack';
import type { RecoveryStack } from '../recovery/recovery-stack';
import { FargateWorker } from '../sites/fargate-worker';
import { SitesStack } from '../sites/sites-stack';
import { WebStack } from '../web/web-stack';
import { copiesOf, sourceAccount } from './copies';
import { addGround, addStage, lockOf } from './ground';
import { investigatorsOf } from './investigators';

/** What all stacks are made of where sites run. */
interface Region {
  readonly stage: Stage;
  readonly platform: Platform;
  readonly environment: Environment;
  /** Where the sites run. */
  readonly place: HomeRegion;
  /** The home region of the sites: the same, unless it was lost. */
  readonly home: HomeRegion;
  /** What a recovery region has had before it took over. Absent in a home region. */
  readonly shell?: RecoveryStack;
  /** Replicas that stand here. Absent in a home region. */
  readonly replicas?: ReplicaStack;
  readonly guardrails: GuardrailsStack;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** The running platform of a region. */
export function addHomeRegion(app: App, platform: Platform, environment: Environment, place: HomeRegion): void {
  const stage = addStage(app, `${environment.name}-${place.region}`, place);
  const ground = addGround(stage, platform, environment, place, place);
  addRunningPlatform({ stage, platform, environment, place, home: place, ...ground });
}

/** All that sites need to run, on the ground of a region: at home, or where a recovery region has taken over (DR-02). */
export function addRunningPlatform(region: Region): void {
  const backup = addBackup(region);
  const foundation = addServers(region, backup);
  const sites = addSiteOperations(region, backup, foundation);
  addWatch(region, foundation, sites);
  addWaysIn(region, sites);
  addShipping(region);
}

function addBackup(region: Region): BackupStack | TakenOverBackupStack {
  const { stage, platform, environment, place, shell, guardrails, network, logs, onCall } = region;
  const common = {
    place,
    recovery: place.recovery,
    timeZones: [...new Set(place.servers.map((server) => server.timeZone))].sort(),
    regionTimeZone: place.timeZone,
    lock: lockOf(environment),
    network,
    logs,
    onCall,
  };
  const backup = shell
    ? new TakenOverBackupStack(stage, 'backup', {
        ...common,
        description: 'Plans and nightly restore tests of the servers that have taken over',
        vault: shell.vault,
      })
    : new BackupStack(stage, 'backup', {
        ...common,
        description: 'Vault, plans, restore tests and the bucket of site backups',
        takenOverBy: place.recovery?.state === 'active' ? place.recovery : undefined,
        filledFrom: sourceAccount(platform, environment),
      });
  // Backup Audit Manager asks the recorder of AWS Config.
  backup.addStackDependency(guardrails);
  return backup;
}

/** Database servers, and what they share. */
function addServers(
  { stage, place, shell, replicas, network, logs, onCall }: Region,
  { backups }: ServerProtection,
): DataFoundation {
  const { foundation } = new DataFoundationStack(stage, 'data', {
    place,
    description: `What database servers share${shell ? '' : ', and the attachments of sites'}`,
    attachments: shell?.attachments,
    databases: replicas?.settings,
    network,
    logs,
    onCall,
  });
  for (const id of [...new Set(place.servers.map((server) => server.stack))].sort()) {
    const servers = place.servers.filter((server) => server.stack === id);
    const description = `Database servers: ${servers.map((server) => server.id).join(', ')}`;
    new DataStack(stage, id, { place, description, servers, foundation, network, logs, onCall, backups });
  }
  return foundation;
}

/** What works on sites and their servers, day by day. */
function addSiteOperations(
  { stage, platform, environment, place, home, network, logs, onCall }: Region,
  { drillSubnetGroup }: ServerProtection,
  { rotation }: DataFoundation,
): SitesStack {
  const rotationFunction = rotation.function.functionArn;
  const copies = copiesOf(platform, home);
  const { recovery } = place;
  const sites = new SitesStack(stage, 'sites', {
    place,
    recovery,
    description: 'Site operations: registry, worker, state machines and schedules',
    filledFrom: sourceAccount(platform, environment),
    rotationFunction,
    worker: (scope) => new FargateWorker(scope, 'Worker', { place, recovery, copies, rotationFunction, network, logs }),
    logs,
    onCall,
  });
  new UpkeepStack(stage, 'upkeep', {
    place,
    description: 'Snapshots before releases, and the judge of drills',
    drillSubnetGroup,
    secretsKeyArn: rotation.key.keyArn,
    stores: sites.stores,
    network,
    logs,
    onCall,
  });
  return sites;
}

/** What guards the data of sites, and what follows when something goes wrong or somebody asks for it. */
function addWatch(
  { stage, platform, environment, place, shell, logs, onCall }: Region,
  { attachments }: DataFoundation,
  sites: SitesStack,
): void {
  const { config } = platform;
  new MalwareStack(stage, 'malware', {
    place,
    description: 'Scan of attachments, and quarantine of infected ones',
    attachments,
    stores: sites.stores,
    lock: lockOf(environment),
    investigators: investigatorsOf(platform, place),
    logs,
    onCall,
  });
  // The relay of a recovery region has the other name.
  new IncidentsStack(stage, shell ? 'incident-desk' : 'incidents', {
    place,
    description: 'Incidents, their escalation, and the clocks of breaches and disclosures',
    config,
    stores: sites.stores,
    logs,
    onCall,
  });
  new ServiceLevelsStack(stage, 'service-levels', {
    place,
    description: 'Probes of sites, sign of life of the monitoring',
    web: environment.config.web,
    stores: sites.stores,
    logs,
    onCall,
  });
  const description = 'Requests of people and customers about personal data';
  new PrivacyStack(stage, 'privacy', { place, description, config, sites, onCall });
}

/** How staff and users get in: VPN and sessions, the load balancer, sign-in. */
function addWaysIn(
  { stage, platform, environment, place, shell, network, logs, onCall }: Region,
  { stores }: SitesStack,
): void {
  const { config } = platform;
  const { servers } = new AccessStack(stage, 'access', {
    place,
    description: 'VPN, recorded sessions, log servers and access to sites',
    config,
    stores,
    network,
    logs,
    onCall,
  });
  const web = new WebStack(stage, 'web', {
    place,
    description: 'Load balancer, firewall, web servers and DNS',
    network,
    logs,
    onCall,
    access: servers,
    web: environment.config.web,
    bans: config.bans,
    domain: place.domain,
    hostedZoneId: place.hostedZoneId,
    role: shell ? 'secondary' : place.recovery ? 'primary' : 'only',
    securityTxt: config.securityTxt,
    securityContact: config.contacts.security,
    operationsContact: config.contacts.operations,
  });
  new IdentityStack(stage, 'identity', {
    place,
    description: 'Users, API keys and what the application records of both',
    config: config.identity,
    company: config.company,
    stores,
    servers: web.servers.role,
    banLists: web.firewall.banLists,
    logs,
    onCall,
  });
}

/** What third parties receive of the region, where any is integrated. */
function addShipping({ stage, platform: { config }, place, network, logs, onCall }: Region): void {
  if (!logs.shipped) return;
  new LogShippingStack(stage, 'shipping', {
    place,
    description: 'Logs and errors on their way to third parties',
    endpoints: endpointsOf(config, place),
    marked: [...new Set(config.masking.map(({ column }) => column))].sort(),
    logs: { ...logs, shipped: logs.shipped },
    network,
    onCall,
  });
}
