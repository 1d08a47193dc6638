import type { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { ServerBackups } from '../backup/server-backups';
import { SERVERS_PER_STACK } from '../config/placement';
import type { DatabaseServer as ServerConfig } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { DatabaseServer } from './database-server';
import type { DataFoundation } from './foundation-stack';
import { constructId } from './server-id';

export interface DataStackProps extends PlatformStackProps {
  /** The servers that the config places in this stack; 20 at most. */
  readonly servers: readonly ServerConfig[];
  readonly foundation: DataFoundation;
  readonly network: Network;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
  readonly backups: ServerBackups;
}

/** Some of the database servers of a region; its size grows with servers, never with sites. */
export class DataStack extends PlatformStack {
  /** By the id of the server. */
  public readonly servers: ReadonlyMap<string, DatabaseServer>;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, { ...props, holdsData: true });
    if (props.servers.length > SERVERS_PER_STACK)
      throw new Error(
        `Stack '${id}' of ${props.place.environment}/${props.place.region} would hold ${props.servers.length} database ` +
          `servers; ${SERVERS_PER_STACK} is the limit. Place new servers in a further stack; existing ones cannot move.`,
      );
    this.servers = new Map(
      props.servers.map((server) => [
        server.id,
        new DatabaseServer(this, constructId(server.id), { ...props, server }),
      ]),
    );
  }
}
