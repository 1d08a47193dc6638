import type { App } from 'aws-cdk-lib';
import type { Environment, HomeRegion, Platform, RecoveryRegion } from '../config/platform';
import { ReplicaStack } from '../data/replica-stack';
import { IncidentRelayStack } from '../incidents/incident-relay-stack';
import { MalwareStack } from '../malware/malware-stack';
import { RecoveryStack } from '../recovery/recovery-stack';
import { addGround, addStage, lockOf } from './ground';
import { investigatorsOf } from './investigators';

/** The shell that stands ready: copies arrive in it, and servers are restored into it (DR-02). */
export function addRecoveryRegion(
  app: App,
  platform: Platform,
  environment: Environment,
  home: HomeRegion,
  place: RecoveryRegion,
): void {
  const stage = addStage(app, `${environment.name}-${place.region}`, place);
  const { onCall, logs, network } = addGround(stage, platform, environment, place);
  const { attachments } = new RecoveryStack(stage, 'recovery', {
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
  new IncidentRelayStack(stage, 'incidents', {
    place,
    home,
    description: `What becomes an incident in ${home.region}`,
    onCall,
  });
  new MalwareStack(stage, 'malware', {
    place,
    description: 'Scan of restored attachments, and quarantine of infected ones',
    attachments,
    lock: lockOf(environment),
    investigators: investigatorsOf(platform, place),
    logs,
    onCall,
  });
  const servers = home.servers.filter((server) => server.replicated);
  if (servers.length > 0) {
    const description = `Read replicas of ${home.region}: ${servers.map((server) => server.id).join(', ')}`;
    new ReplicaStack(stage, 'replicas', { place, home, description, servers, network, logs, onCall });
  }
}
