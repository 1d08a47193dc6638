import type { App, Stage } from 'aws-cdk-lib';
import type { Environment, HomeRegion, Platform, RecoveryRegion } from '../config/platform';
import { runningRegion } from '../config/running-region';
import { ReplicaStack } from '../data/replica-stack';
import { IncidentRelayStack } from '../incidents/incident-relay-stack';
import { MalwareStack } from '../malware/malware-stack';
import { DrillStack } from '../recovery/drill-stack';
import { RecoveryStack } from '../recovery/recovery-stack';
import { addGround, addStage, lockOf } from './ground';
import { addRunningPlatform } from './home-region';
import { investigatorsOf } from './investigators';

/**
 * The shell that stands ready: copies arrive in it, and servers are restored into it (DR-02). Active, it is all of that,
 * unchanged, and the running platform beside it.
 */
export function addRecoveryRegion(
  app: App,
  platform: Platform,
  environment: Environment,
  home: HomeRegion,
  place: RecoveryRegion,
): void {
  const active = place.state === 'active';
  const stage = addStage(app, `${environment.name}-${place.region}`, place);
  const ground = addGround(stage, platform, environment, place, active ? home : undefined);
  const { onCall, logs, network } = ground;
  const shell = new RecoveryStack(stage, 'recovery', {
    place,
    home,
    description: `Copies of the backups of ${home.region}, and what a restore needs`,
    timeZone: home.timeZone,
    lock: lockOf(environment),
    expectsCopies: home.servers.length > 0,
    active,
    network,
    logs,
    onCall,
  });
  new IncidentRelayStack(stage, 'incidents', {
    place,
    home,
    description: `What becomes an incident in ${home.region}`,
    active,
    onCall,
  });
  addDrills(stage, home, place, shell, ground);
  const replicas = addReplicas(stage, home, place, ground);
  if (active) {
    const running = runningRegion(home);
    addRunningPlatform({ stage, platform, environment, place: running, home, shell, replicas, ...ground });
    return;
  }
  new MalwareStack(stage, 'malware', {
    place,
    description: 'Scan of restored attachments, and quarantine of infected ones',
    attachments: shell.attachments,
    lock: lockOf(environment),
    investigators: investigatorsOf(platform, place),
    logs,
    onCall,
  });
}

/** None where there is no server, and so no site to bring back. */
function addDrills(
  stage: Stage,
  home: HomeRegion,
  place: RecoveryRegion,
  { restoreTarget, siteBackups }: RecoveryStack,
  { network, logs, onCall }: ReturnType<typeof addGround>,
): void {
  if (home.servers.length === 0) return;
  new DrillStack(stage, 'drill', {
    place,
    description: `Quarterly recovery drill of the sites of ${home.region}`,
    home,
    active: place.state === 'active',
    target: restoreTarget,
    backupsKey: siteBackups.key,
    network,
    logs,
    onCall,
  });
}

/** None where no site ordered replication. */
function addReplicas(
  stage: Stage,
  home: HomeRegion,
  place: RecoveryRegion,
  { network, logs, onCall }: ReturnType<typeof addGround>,
): ReplicaStack | undefined {
  const servers = home.servers.filter((server) => server.replicated);
  if (servers.length === 0) return undefined;
  const description = `Read replicas of ${home.region}: ${servers.map((server) => server.id).join(', ')}`;
  return new ReplicaStack(stage, 'replicas', { place, home, description, servers, network, logs, onCall });
}
