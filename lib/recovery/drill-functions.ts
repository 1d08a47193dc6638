import { Duration, Stack } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Environment as RecordEnvironment } from '../../lambda/record-drill/environment';
import { RESULTS } from '../../lambda/shared/drill-results';
import type { JobCommon } from '../../lambda/shared/step';
import type { Environment as WatchEnvironment } from '../../lambda/watch-drills/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import { jobPlaceOf } from '../config/catalogue';
import type { Place } from '../config/platform';
import { allow } from '../platform/allow';
import { bucketArn, bucketName, drillServerName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';
import { permit } from '../sites/function-rights';

export interface DrillFunctionsProps {
  readonly place: Place;
  /** The home region that recovers here. */
  readonly home: Place;
  /** Key of the bucket of drills. */
  readonly key: kms.IKey;
  /** Key of the twin of the bucket of site backups. */
  readonly backupsKey: kms.IKey;
  readonly logs: RegionalLogs;
}

/** The functions of a drill around the run of the worker; none sees a customer's data. */
export class DrillFunctions extends Construct {
  /** Finds what can be brought back, in its order, by the manifests of the twin alone. */
  public readonly plan: PlatformFunction;
  public readonly record: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DrillFunctionsProps,
  ) {
    super(scope, id);
    const { place, home, backupsKey } = props;
    // As if there were no other region: what restores here then needs nothing of it.
    const common: JobCommon = {
      platform: place.platform,
      environment: place.environment,
      home: jobPlaceOf(place),
      leases: bucketName(place, 'drills'),
    };
    const bucket = { DRILLS_BUCKET: bucketName(place, 'drills') };
    this.plan = this.add('Plan', 'plan-drill', 'Plans a recovery drill by the backups that the region has', {
      ...bucket,
      JOB_COMMON: JSON.stringify(common),
    });
    const backups = bucketArn(place, 'site-backups');
    permit(this.plan, [
      allow(['s3:ListBucket'], [backups]),
      allow(['s3:GetObject'], [`${backups}/sites/*/manifest.json`]),
      allow(['kms:Decrypt'], [backupsKey.keyArn]),
      ...this.writes('jobs'),
    ]);
    const recording: RecordEnvironment = { ...bucket, HOME_REGION: home.region, RECOVERY_REGION: place.region };
    this.record = this.add('Record', 'record-drill', 'Records what a recovery drill has shown', recording);
    permit(this.record, [...this.reads('jobs', 'outcomes'), ...this.writes(RESULTS)]);
  }

  /** Measures what the alarms on drills go by. */
  public watch(machine: sfn.IStateMachine): PlatformFunction {
    const { place } = this.props;
    const environment: WatchEnvironment = {
      SERVER_NAME: drillServerName(place),
      DRILLS_BUCKET: bucketName(place, 'drills'),
      DRILL_MACHINE_ARN: machine.stateMachineArn,
    };
    const watch = this.add(
      'Watch',
      'watch-drills',
      'Looks for drills that are overdue, and servers they left',
      environment,
    );
    const { region, account } = Stack.of(this);
    permit(
      watch,
      [
        ...this.reads(RESULTS),
        allow(['rds:DescribeDBInstances'], [`arn:aws:rds:${region}:${account}:db:*`]),
        allow(['states:DescribeStateMachine'], [machine.stateMachineArn]),
      ],
      'Results are named when they are written, and RDS says which server is there only to whom may look at any.',
    );
    return watch;
  }

  private add(id: string, entry: string, description: string, environment: Readonly<Record<string, string>>) {
    const { logs } = this.props;
    const timeout = Duration.minutes(10);
    return new PlatformFunction(this, id, {
      entry,
      description,
      logs,
      logsData: 'usage',
      environment,
      timeout,
      memory: 1024,
    });
  }

  private reads(...folders: readonly string[]): iam.PolicyStatement[] {
    const drills = bucketArn(this.props.place, 'drills');
    return [
      allow(
        ['s3:GetObject'],
        folders.map((folder) => `${drills}/${folder}/*`),
      ),
      // Else an object that isn't there looks like one that may not be read.
      allow(['s3:ListBucket'], [drills]),
      allow(['kms:Decrypt'], [this.props.key.keyArn]),
    ];
  }

  private writes(folder: string): iam.PolicyStatement[] {
    const drills = bucketArn(this.props.place, 'drills');
    return [
      allow(['s3:PutObject'], [`${drills}/${folder}/*`]),
      allow(['kms:GenerateDataKey', 'kms:Decrypt'], [this.props.key.keyArn]),
    ];
  }
}
