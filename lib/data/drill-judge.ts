import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import type { Environment } from '../../lambda/validate-restore-test/environment';
import { PlatformAlarm } from '../monitoring/on-call';
import { allow } from '../platform/allow';
import { acknowledgeInvocation } from '../platform/invoking-rule';
import { databaseSecretName, databaseServerName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { acknowledgeWildcards } from '../platform/wildcards';
import { readsRegistry } from '../sites/function-rights';
import { POSTGRESQL } from './postgresql';
import type { UpkeepStackProps } from './upkeep-stack';

/**
 * Judges what a drill has restored: a server like the one it is of, that lets its owner in, with the databases of its
 * sites (DR-04, DR-07). AWS Backup would call a server good as soon as it has started.
 */
export class DrillJudge extends Construct {
  constructor(scope: Construct, id: string, props: UpkeepStackProps) {
    super(scope, id);
    const { place, drillSubnetGroup, stores, network, logs, onCall } = props;
    const servers = place.servers.map(({ id: server, instance = server, storageGb }) => [
      databaseServerName(place, instance),
      { id: server, secret: databaseSecretName(place, server), storageGb },
    ]);
    const environment: Environment = {
      REGISTRY_TABLE: stores.registry.tableName,
      SERVERS: JSON.stringify(Object.fromEntries(servers)),
      ENGINE_MAJOR: POSTGRESQL.postgresMajorVersion,
      SUBNET_GROUP: drillSubnetGroup,
      NODE_EXTRA_CA_CERTS: '/var/runtime/ca-cert.pem',
    };
    const judge = new PlatformFunction(this, 'Function', {
      entry: 'validate-restore-test',
      description: 'Judges database servers that drills have restored',
      logs,
      logsData: 'usage',
      environment: environment as Record<string, string>,
      network,
      asynchronous: { onCall },
      timeout: Duration.minutes(5),
    });
    this.permit(judge, props);
    const rule = new events.Rule(this, 'Restored', {
      description: 'A drill has restored something',
      eventPattern: {
        source: ['aws.backup'],
        detailType: ['Restore Job State Change'],
        detail: { status: ['COMPLETED'], restoreTestingPlanArn: [{ exists: true }] },
      },
      targets: [new targets.LambdaFunction(judge)],
    });
    acknowledgeInvocation(rule);
    new PlatformAlarm(this, 'Failed', {
      onCall,
      runbook: 'restore-test-failed',
      meaning: 'A drill restored a database server that is not as it should be.',
      metric: new cloudwatch.Metric({
        namespace: METRICS_NAMESPACE,
        metricName: 'RestoreTestsFailed',
        dimensionsMap: { resourceType: 'RDS' },
        statistic: 'Sum',
        period: Duration.hours(1),
      }),
      threshold: 1,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  private permit(judge: PlatformFunction, { place, stores, secretsKeyArn }: UpkeepStackProps): void {
    const { region, account } = place;
    const secrets = `arn:aws:secretsmanager:${region}:${account}:secret:${databaseSecretName(place, '*')}`;
    const statements = [
      ...readsRegistry(stores),
      allow(['backup:DescribeRestoreJob', 'backup:PutRestoreValidationResult', 'rds:DescribeDBInstances'], ['*']),
      allow(['secretsmanager:GetSecretValue', 'secretsmanager:ListSecretVersionIds'], [secrets]),
      allow(['kms:Decrypt'], [secretsKeyArn]),
    ];
    for (const statement of statements) judge.addToRolePolicy(statement);
    acknowledgeWildcards(
      judge.role as iam.Role,
      statements,
      'Restore jobs have no resource to name, what they restore is named by AWS, and secrets end in six letters of AWS.',
    );
  }
}
