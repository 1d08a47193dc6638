import { Stage, Tags } from 'aws-cdk-lib';
import type { App } from 'aws-cdk-lib';
import type { Environment, HomeRegion, Place, Platform, RecoveryRegion } from '../config/platform';
import { AccessStack } from '../access/access-stack';
import { AccountStack } from '../audit/account-stack';
import { AuditStack } from '../audit/audit-stack';
import type { RegionalLogs } from '../audit/regional-logs';
import { BackupStack } from '../backup/backup-stack';
import type { LockMode } from '../encryption/lock-mode';
import { DataStack } from '../data/data-stack';
import { DataFoundationStack } from '../data/foundation-stack';
import type { DataFoundation } from '../data/foundation-stack';
import { UpkeepStack } from '../data/upkeep-stack';
import { ReplicaStack } from '../data/replica-stack';
import { GuardrailsStack } from '../guardrails/guardrails-stack';
import { MonitoringStack } from '../monitoring/monitoring-stack';
import type { OnCall } from '../monitoring/on-call';
import { NetworkStack } from '../network/network-stack';
import type { Network } from '../network/network';
import { RecoveryStack } from '../recovery/recovery-stack';
import { FargateWorker } from '../sites/fargate-worker';
import { SitesStack } from '../sites/sites-stack';
import { WebStack } from '../web/web-stack';
import { copiesOf, sourceAccount } from './copies';

/** Everything that is deployed: a stage for each account, each home region and each recovery region. */
export function addStages(app: App, platform: Platform): void {
  for (const environment of platform.environments) {
    addAccount(app, platform, environment);
    for (const home of environment.regions) {
      addHomeRegion(app, platform, environment, home);
      if (home.recovery) addRecoveryRegion(app, platform, environment, home, home.recovery);
    }
  }
}

/** What an account has once: the trail of its management events, its settings and its staff roles. */
function addAccount(app: App, platform: Platform, environment: Environment): void {
  const place = environment.regions.find(({ region }) => region === environment.mainRegion) as HomeRegion;
  const stage = addStage(app, `${environment.name}-account`, place);
  const { onCall } = addMonitoring(stage, platform, place);
  new AccountStack(stage, 'account', {
    place,
    description: `Trail, settings and staff roles of the ${environment.name} account`,
    onCall,
    lock: lockOf(environment),
    staff: platform.config.staff,
    regions: environment.regions.flatMap(({ region, recovery }) => (recovery ? [region, recovery.region] : [region])),
  });
}

function addHomeRegion(app: App, platform: Platform, environment: Environment, home: HomeRegion): void {
  const stage = addStage(app, `${environment.name}-${home.region}`, home);
  const { onCall, logs, guardrails, network } = addGround(stage, platform, environment, home);
  const backup = new BackupStack(stage, 'backup', {
    place: home,
    description: 'Vault, plans, restore tests and the bucket of site backups',
    recovery: home.recovery,
    timeZones: [...new Set(home.servers.map((server) => server.timeZone))].sort(),
    regionTimeZone: home.timeZone,
    lock: lockOf(environment),
    filledFrom: sourceAccount(platform, environment),
    network,
    logs,
    onCall,
  });
  // Backup Audit Manager asks the recorder of AWS Config.
  backup.addStackDependency(guardrails);
  const { foundation } = new DataFoundationStack(stage, 'data', {
    place: home,
    description: 'What database servers share, and the attachments of sites',
    network,
    logs,
    onCall,
  });
  for (const id of [...new Set(home.servers.map((server) => server.stack))].sort()) {
    const servers = home.servers.filter((server) => server.stack === id);
    const description = `Database servers: ${servers.map((server) => server.id).join(', ')}`;
    new DataStack(stage, id, {
      place: home,
      description,
      servers,
      foundation,
      network,
      logs,
      onCall,
      backups: backup.backups,
    });
  }
  const { stores } = addSiteOperations(stage, platform, environment, home, {
    backup,
    foundation,
    network,
    logs,
    onCall,
  });
  const { servers } = new AccessStack(stage, 'access', {
    place: home,
    description: 'VPN, recorded sessions, log servers and access to sites',
    config: platform.config,
    stores,
    network,
    logs,
    onCall,
  });
  new WebStack(stage, 'web', {
    place: home,
    description: 'Load balancer, firewall, web servers and DNS',
    network,
    logs,
    onCall,
    access: servers,
    web: environment.config.web,
    domain: home.domain,
    hostedZoneId: home.hostedZoneId,
    securityTxt: platform.config.securityTxt,
    securityContact: platform.config.contacts.security,
    operationsContact: platform.config.contacts.operations,
  });
}

/** What site operations build on. */
interface Servers {
  readonly backup: BackupStack;
  readonly foundation: DataFoundation;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** What works on sites and their servers, day by day. */
function addSiteOperations(
  stage: Stage,
  platform: Platform,
  environment: Environment,
  home: HomeRegion,
  { backup, foundation, network, logs, onCall }: Servers,
): SitesStack {
  const rotationFunction = foundation.rotation.function.functionArn;
  const sites = new SitesStack(stage, 'sites', {
    place: home,
    recovery: home.recovery,
    description: 'Site operations: registry, worker, state machines and schedules',
    filledFrom: sourceAccount(platform, environment),
    rotationFunction,
    worker: (scope) =>
      new FargateWorker(scope, 'Worker', {
        place: home,
        recovery: home.recovery,
        copies: copiesOf(platform, home),
        rotationFunction,
        network,
        logs,
      }),
    logs,
    onCall,
  });
  new UpkeepStack(stage, 'upkeep', {
    place: home,
    description: 'Snapshots before releases, and the judge of drills',
    drillSubnetGroup: backup.drillSubnetGroup,
    secretsKeyArn: foundation.rotation.key.keyArn,
    stores: sites.stores,
    network,
    logs,
    onCall,
  });
  return sites;
}

/** The shell that stands ready: copies arrive in it, and servers are restored into it (DR-02). */
function addRecoveryRegion(
  app: App,
  platform: Platform,
  environment: Environment,
  home: HomeRegion,
  place: RecoveryRegion,
): void {
  const stage = addStage(app, `${environment.name}-${place.region}`, place);
  const { onCall, logs, network } = addGround(stage, platform, environment, place);
  new RecoveryStack(stage, 'recovery', {
    place,
    home,
    description: `Copies of the backups of ${home.region}, and what a restore needs`,
    timeZone: home.timeZone,
    lock: lockOf(environment),
    expectsCopies: home.servers.length > 0,
    network,
    logs,
    onCall,
  });
  const servers = home.servers.filter((server) => server.replicated);
  if (servers.length > 0) {
    const description = `Read replicas of ${home.region}: ${servers.map((server) => server.id).join(', ')}`;
    new ReplicaStack(stage, 'replicas', { place, home, description, servers, network, logs, onCall });
  }
}

/** What every region has, home or recovery: on-call, logs, guardrails and a network of its own (NW-01). */
function addGround(stage: Stage, platform: Platform, environment: Environment, place: HomeRegion | RecoveryRegion) {
  const { onCall } = addMonitoring(stage, platform, place);
  const { logs } = new AuditStack(stage, 'audit', {
    place,
    description: 'Log buckets and the trail of data events',
    onCall,
    lock: lockOf(environment),
  });
  const guardrails = new GuardrailsStack(stage, 'guardrails', {
    place,
    description: 'Threat detection, configuration history and posture checks',
    mode: environment.config.guardrails,
    globalTypes: place.region === environment.mainRegion,
    logs,
    onCall,
  });
  const copies = 'home' in place ? [] : copiesOf(platform, place);
  const { network } = new NetworkStack(stage, 'network', {
    place,
    description: 'VPC over three zones, port table, endpoints and egress control',
    cidr: place.cidr,
    egressHosts: place.egressHosts,
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
function lockOf(environment: Environment): LockMode {
  return environment.config.hosts.includes('production') ? 'compliance' : 'governance';
}

function addMonitoring(stage: Stage, platform: Platform, place: Place): MonitoringStack {
  return new MonitoringStack(stage, 'monitoring', {
    place,
    description: 'On-call topic',
    runbookUrl: platform.config.runbookUrl,
    escalation: platform.config.escalation,
  });
}

function addStage(app: App, id: string, place: Place): Stage {
  const stage = new Stage(app, id, { env: { account: place.account, region: place.region } });
  Tags.of(stage).add('cordon:platform', place.platform);
  Tags.of(stage).add('cordon:environment', place.environment);
  return stage;
}
