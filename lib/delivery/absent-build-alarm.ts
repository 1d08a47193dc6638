import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as codebuild from 'aws-cdk-lib/aws-codebuild';
import type { Construct } from 'constructs';
import { PlatformAlarm } from '../monitoring/on-call';
import type { PlatformAlarmProps } from '../monitoring/on-call';

export interface AbsentBuildAlarmProps extends Pick<PlatformAlarmProps, 'onCall' | 'runbook' | 'meaning'> {
  readonly project: codebuild.IProject;
  /** Hours without a single success after which the alarm rises; 168 at most, which is CloudWatch's limit. */
  readonly afterHours: number;
}

/** Rises when a build that must keep succeeding has not: of one that never began nothing else tells. */
export class AbsentBuildAlarm extends PlatformAlarm {
  constructor(scope: Construct, id: string, { project, afterHours, ...rest }: AbsentBuildAlarmProps) {
    const period = Duration.hours(1);
    super(scope, id, {
      ...rest,
      metric: new cloudwatch.MathExpression({
        label: 'Good builds',
        expression: 'FILL(good, 0)',
        period,
        usingMetrics: { good: project.metricSucceededBuilds({ period, statistic: cloudwatch.Stats.SUM }) },
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      threshold: 1,
      evaluationPeriods: afterHours,
      datapointsToAlarm: afterHours,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
  }
}
