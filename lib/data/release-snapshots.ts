import { Duration, Stack, Tags } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment as PruneEnvironment } from '../../lambda/prune-release-snapshots/environment';
import type { Environment as TakeEnvironment } from '../../lambda/take-release-snapshots/environment';
import { OPERATION_TAG } from '../audit/staff-access';
import { PlatformNotice } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { databaseServerArn, databaseServerName, restoreKeyAlias } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import { failedExecutions, PlatformStateMachine } from '../sites/platform-state-machine';
import { invoke } from '../sites/site-steps';
import type { UpkeepStackProps } from './upkeep-stack';

/** Releases whose snapshots are kept. */
const KEPT_RELEASES = 5;

/**
 * Snapshots of all database servers and web servers' volumes before a release, copied to the recovery region, so that a
 * release can be undone as a whole. Takes `{ release }`; a release begins when this has succeeded.
 */
export class ReleaseSnapshots extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: UpkeepStackProps,
  ) {
    super(scope, id);
    const { stores, logs, onCall } = props;
    const [take, prune] = [this.take(), this.prune()];
    const taking = invoke(this, 'Take or go on', take, { outputPath: '$.Payload' });
    const later = new sfn.Wait(this, 'Wait', { time: sfn.WaitTime.duration(Duration.minutes(2)) });
    const pruning = invoke(this, 'Prune old ones', prune, { resultPath: sfn.JsonPath.DISCARD });
    const failed = new sfn.Fail(this, 'Failed', {
      error: 'SnapshotsFailed',
      cause: 'Not all snapshots could be made.',
    });
    const judge = new sfn.Choice(this, 'All there?')
      .when(sfn.Condition.isPresent('$.failed[0]'), failed)
      .when(sfn.Condition.numberGreaterThan('$.pending', 0), later.next(taking))
      .otherwise(pruning.next(new sfn.Succeed(this, 'Taken')));
    const machine = new PlatformStateMachine(this, 'Machine', {
      comment: 'Snapshots before a release, in both regions; those of old releases go',
      definition: taking.next(judge),
      invokes: [take, prune],
      timeout: Duration.hours(6),
      key: stores.key,
      logs,
    });
    Tags.of(machine).add(OPERATION_TAG, 'release');
    new PlatformNotice(this, 'Notice', {
      onCall,
      runbook: 'release-snapshots-failed',
      meaning: 'Snapshots before a release could not be taken; the release must not begin.',
      eventPattern: failedExecutions([machine]),
    });
  }

  private take(): PlatformFunction {
    const { place, logs } = this.props;
    const { platform, environment, recovery } = place;
    const variables: TakeEnvironment = {
      PLATFORM: platform,
      ENVIRONMENT: environment,
      DATABASE_SERVERS: JSON.stringify(
        place.servers.map(({ id, instance = id }) => databaseServerName(place, instance)),
      ),
      VOLUME_TAGS: JSON.stringify({ 'cordon:platform': platform, 'cordon:environment': environment }),
      ...(recovery && { RECOVERY_REGION: recovery.region, RECOVERY_KEY: restoreKeyAlias(place) }),
    };
    const take = new PlatformFunction(this, 'Take', {
      entry: 'take-release-snapshots',
      description: 'Takes snapshots before a release, and copies them to the recovery region',
      logs,
      logsData: 'usage',
      environment: variables,
      timeout: Duration.minutes(5),
    });
    const via = this.regions.flatMap((region) => [`rds.${region}.amazonaws.com`, `ec2.${region}.amazonaws.com`]);
    return this.permit(take, [
      allow(['rds:DescribeDBSnapshots', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots'], ['*']),
      allow(
        ['rds:CreateDBSnapshot', 'rds:CopyDBSnapshot', 'rds:AddTagsToResource'],
        [
          ...place.servers.map(({ id, instance = id }) => databaseServerArn(place, instance)),
          ...this.databaseSnapshots,
        ],
      ),
      allow(['ec2:CreateSnapshot', 'ec2:CopySnapshot', 'ec2:CreateTags'], this.volumes),
      allow(['kms:DescribeKey', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKeyWithoutPlaintext'], this.keys, {
        StringEquals: { 'kms:ViaService': via },
      }),
      allow(['kms:CreateGrant'], this.keys, {
        StringEquals: { 'kms:ViaService': via },
        Bool: { 'kms:GrantIsForAWSResource': 'true' },
      }),
    ]);
  }

  private prune(): PlatformFunction {
    const { place, logs } = this.props;
    const { platform, environment, recovery } = place;
    const variables: PruneEnvironment = {
      PLATFORM: platform,
      ENVIRONMENT: environment,
      KEEP_RELEASES: String(KEPT_RELEASES),
      ...(recovery && { RECOVERY_REGION: recovery.region }),
    };
    const prune = new PlatformFunction(this, 'Prune', {
      entry: 'prune-release-snapshots',
      description: 'Removes the snapshots of old releases',
      logs,
      logsData: 'usage',
      environment: variables as Record<string, string>,
      timeout: Duration.minutes(5),
    });
    return this.permit(prune, [
      allow(['rds:DescribeDBSnapshots', 'ec2:DescribeSnapshots'], ['*']),
      allow(['rds:DeleteDBSnapshot'], this.databaseSnapshots),
      allow(['ec2:DeleteSnapshot'], this.volumes, {
        StringEquals: { 'ec2:ResourceTag/cordon:environment': environment },
        Null: { 'ec2:ResourceTag/cordon:release': 'false' },
      }),
    ]);
  }

  private permit(target: PlatformFunction, statements: readonly iam.PolicyStatement[]): PlatformFunction {
    for (const statement of statements) target.addToRolePolicy(statement);
    acknowledgeWildcards(
      target.role as iam.Role,
      statements,
      'Snapshots and volumes are named when they are made, and descriptions take no resource; names, tags and the ' +
        'services that may use the keys confine the rest.',
    );
    return target;
  }

  private get regions(): string[] {
    const { region, recovery } = this.props.place;
    return recovery ? [region, recovery.region] : [region];
  }

  private get databaseSnapshots(): string[] {
    const { account } = Stack.of(this);
    return this.regions.map((region) => `arn:aws:rds:${region}:${account}:snapshot:*-release-*`);
  }

  private get volumes(): string[] {
    const { account } = Stack.of(this);
    const own = this.regions.map((region) => `arn:aws:ec2:${region}::snapshot/*`);
    return [...own, `arn:aws:ec2:${this.props.place.region}:${account}:volume/*`];
  }

  private get keys(): string[] {
    return this.regions.map((region) => `arn:aws:kms:${region}:${Stack.of(this).account}:key/*`);
  }
}
