import { TimeZone } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import * as scheduler from 'aws-cdk-lib/aws-scheduler';
import * as targets from 'aws-cdk-lib/aws-scheduler-targets';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { DeliveryConfig } from '../config/delivery-schema';
import type { Place } from '../config/platform';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { bucketArn } from '../platform/names';
import { acknowledgeWildcards } from '../platform/wildcards';
import { AbsentBuildAlarm } from './absent-build-alarm';
import { BuildParts } from './build';
import { StartingSchedule } from './starting-schedule';

export interface SourceBundlesProps {
  readonly place: Place;
  readonly delivery: DeliveryConfig;
  /** Locked: what is in it stays for 400 days. */
  readonly archive: s3.IBucket;
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'key'>;
  readonly onCall: OnCall;
}

/** Of the bundles in the archive. */
const PREFIX = 'bundles';
/** Hours without a good night after which on-call hears; a night's build may be late, but not missing. */
const ABSENT_AFTER = 30;

/**
 * Every night, all branches and tags of our repositories as a bundle in the locked archive, each read back before it
 * counts (BK-25): who can rewrite a repository can't rewrite these.
 */
export class SourceBundles extends Construct {
  private readonly project: codebuild.Project;
  private readonly parts: BuildParts;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SourceBundlesProps,
  ) {
    super(scope, id);
    const { delivery, key, logs } = props;
    const [owner = '', repo = ''] = delivery.repository.split('/');
    const repositories = [delivery.repository, ...delivery.otherRepositories];
    this.parts = new BuildParts(this, 'Build', {
      description: 'Backs up the source code of our repositories',
      commands: [`npm run source:bundle -- --bucket ${props.archive.bucketName} ${repositories.join(' ')}`],
      key,
      logs,
    });
    this.project = new codebuild.Project(this, 'Project', {
      ...this.parts.project,
      concurrentBuildLimit: 1,
      source: codebuild.Source.gitHub({
        owner,
        repo,
        branchOrRef: delivery.branch,
        webhook: false,
        reportBuildStatus: false,
        cloneDepth: 1,
      }),
    });
    (this.project.node.defaultChild as codebuild.CfnProject).addPropertyOverride('Source.Auth', {
      Type: 'CODECONNECTIONS',
      Resource: delivery.connection,
    });
    this.parts.acknowledge(this.project);
    this.permit();
    this.schedule();
    this.watch();
  }

  /** Reads by the connection, adds to the archive; it can neither read nor remove what is there. */
  private permit(): void {
    const { place, delivery } = this.props;
    const statements = [
      new iam.PolicyStatement({
        actions: ['codeconnections:GetConnection', 'codeconnections:GetConnectionToken'],
        resources: [delivery.connection],
      }),
      new iam.PolicyStatement({
        actions: ['s3:PutObject'],
        resources: [`${bucketArn(place, 'delivery-archive')}/${PREFIX}/*`],
      }),
    ];
    for (const statement of statements) this.parts.role.addToPolicy(statement);
    acknowledgeWildcards(this.parts.role, statements, 'Each night adds a bundle under a name of its own.');
  }

  private schedule(): void {
    const { key, delivery } = this.props;
    new StartingSchedule(this, 'Nightly', {
      description: 'Backup of source code',
      schedule: scheduler.ScheduleExpression.cron({
        minute: '0',
        hour: '3',
        timeZone: TimeZone.of(delivery.timeZone),
      }),
      key,
      starts: { action: 'codebuild:StartBuild', arn: this.project.projectArn },
      target: (props) => new targets.CodeBuildStartBuild(this.project, props),
    });
  }

  /** A build that fails is reported; of one that never began only its absence tells. */
  private watch(): void {
    const { onCall } = this.props;
    const runbook = 'source-bundle-missing';
    new PlatformNotice(this, 'Failed', {
      onCall,
      runbook,
      meaning: 'The nightly backup of source code failed.',
      eventPattern: {
        source: ['aws.codebuild'],
        detailType: ['CodeBuild Build State Change'],
        detail: {
          'project-name': [this.project.projectName],
          'build-status': ['FAILED', 'FAULT', 'STOPPED', 'TIMED_OUT'],
        },
      },
    });
    new AbsentBuildAlarm(this, 'Absent', {
      onCall,
      runbook,
      meaning: `Source code has not been backed up for ${ABSENT_AFTER} hours.`,
      project: this.project,
      afterHours: ABSENT_AFTER,
    });
  }
}
