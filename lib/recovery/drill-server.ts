import { Duration } from 'aws-cdk-lib';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { DrillServer as ServerSettings, Environment } from '../../lambda/manage-drill-server/environment';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { DatabaseServer, Place } from '../config/platform';
import { PARAMETERS, POSTGRESQL, POSTGRESQL_FAMILY } from '../data/postgresql';
import { PORTS } from '../network/network';
import type { Network } from '../network/network';
import { drillServerName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { permit } from '../sites/function-rights';
import { managesServer } from './drill-rights';
import type { RestoreTarget } from './restore-target';

/** The smallest class whose memory does not come and go with credits, so that two drills can be compared. */
const CLASS = 'db.m7g.large';

export interface DrillServerProps {
  readonly place: Place;
  /** Those of the home region: the largest site of each must find room. */
  readonly servers: readonly DatabaseServer[];
  readonly target: RestoreTarget;
  readonly network: Network;
  readonly logs: RegionalLogs;
}

/**
 * What makes the database server of a drill, and deletes it: one as live ones are, with their parameters, in the subnets
 * that stand ready for restored ones (DR-02), but in one zone and for a few hours. It has always the same name, so that a
 * drill finds what an interrupted one has left.
 */
export class DrillServer extends Construct {
  /** Takes `{ step: 'make' | 'clear' }`, and fails with `NotYet` until that is done. */
  public readonly function: PlatformFunction;

  constructor(scope: Construct, id: string, props: DrillServerProps) {
    super(scope, id);
    const { place, servers, target, network, logs } = props;
    const name = drillServerName(place);
    const parameters = new rds.CfnDBParameterGroup(this, 'Parameters', {
      description: 'The server of a drill: as those of live servers',
      family: POSTGRESQL_FAMILY,
      parameters: PARAMETERS,
    });
    // RDS would make it itself on the first line, without our key and for ever.
    new PlatformLogGroup(this, 'Log', { key: logs.key, logGroupName: `/aws/rds/instance/${name}/postgresql` });
    const settings: ServerSettings = {
      name,
      class: CLASS,
      engineVersion: POSTGRESQL.postgresFullVersion,
      port: PORTS.database,
      storageGb: Math.max(...servers.map(({ storageGb }) => storageGb)),
      maxStorageGb: Math.max(...servers.map(({ maxStorageGb }) => maxStorageGb)),
      subnetGroup: target.subnetGroup.subnetGroupName,
      parameterGroup: parameters.ref,
      securityGroup: network.securityGroups.database.securityGroupId,
      key: target.key.keyArn,
      tags: {
        'cordon:platform': place.platform,
        'cordon:environment': place.environment,
        'cordon:kind': 'drill',
      },
    };
    const environment: Environment = { SERVER: JSON.stringify(settings) };
    this.function = new PlatformFunction(this, 'Function', {
      entry: 'manage-drill-server',
      description: 'Makes the database server of a recovery drill, and deletes it',
      logs,
      logsData: 'usage',
      environment,
      timeout: Duration.seconds(30),
    });
    permit(
      this.function,
      managesServer(place, {
        subnetGroup: target.subnetGroup.subnetGroupName,
        parameterGroup: parameters.ref,
        key: target.key.keyArn,
      }),
      'RDS names the secret of its master user, and says which server is there only to whom may look at any.',
    );
  }
}
