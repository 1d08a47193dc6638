import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { IDENTITY_SOURCE, type IdentityEvent } from '../../lambda/shared/identity/identity-events';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformAlarm, PlatformNotice } from '../monitoring/on-call';
import type { OnCall, PlatformAlarmProps } from '../monitoring/on-call';

export interface IdentityAlarmsProps {
  readonly pool: cognito.CfnUserPool;
  /** Functions whose errors nobody else would hear of. */
  readonly functions: Readonly<Record<string, lambda.IFunction>>;
  readonly onCall: OnCall;
}

type Props = Omit<PlatformAlarmProps, 'onCall' | 'comparisonOperator' | 'treatMissingData' | 'evaluationPeriods'>;

/** Metrics of Cognito that count what it turned away because there was too much of it. */
const THROTTLES = ['SignInThrottles', 'TokenRefreshThrottles', 'FederationThrottles'];

/** What on-call hears of users and keys (ID-02, ID-05, ID-06, TN-06). */
export class IdentityAlarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: IdentityAlarmsProps,
  ) {
    super(scope, id);
    this.attacks();
    this.troubles();
    for (const [name, target] of Object.entries(props.functions)) {
      this.alarm(`Errors-${name}`, {
        runbook: 'identity-function-failed',
        meaning: `The function ${name} fails: users or programs can't get in, or nobody hears of who tried.`,
        metric: target.metricErrors({ statistic: 'Sum', period: Duration.minutes(5) }),
        threshold: 3,
      });
    }
  }

  private attacks(): void {
    this.alarm('FailedSignIns', {
      runbook: 'many-failed-sign-ins',
      meaning: 'Far more sign-ins fail than people mistype: somebody tries passwords.',
      metric: ours('FailedSignIns'),
      threshold: 100,
    });
    this.alarm('WrongSite', {
      runbook: 'session-of-another-site',
      meaning: 'A session or API key of one site was used at another; it was refused.',
      metric: ours('RequestsDenied', { reason: 'other-site' }),
      threshold: 1,
    });
    this.alarm('TokensRefused', {
      runbook: 'session-of-another-site',
      meaning: 'Many people sign in at a site that they do not belong to; they were refused.',
      metric: ours('TokensRefused'),
      threshold: 10,
    });
    this.notice('Compromised Credentials', 'compromised-credentials', 'A user’s password is known from a breach.');
    this.notice(
      'Sign-in Blocked',
      'sign-in-blocked',
      'Cognito blocked a sign-in as the likely takeover of an account.',
    );
  }

  private troubles(): void {
    this.alarm('FederatedRefused', {
      runbook: 'federated-sign-ins-refused',
      meaning: 'Many people come from Google, Facebook or LinkedIn and are not let in.',
      metric: ours('FederatedSignInsRefused'),
      threshold: 10,
    });
    for (const metric of THROTTLES) {
      this.alarm(metric, {
        runbook: 'sign-ins-throttled',
        meaning: 'Cognito turns users away because there are too many at once.',
        metric: this.throttled(metric),
        threshold: 1,
      });
    }
    this.alarm('Unreadable', {
      runbook: 'sign-in-log-unreadable',
      meaning: 'Entries of the log of sign-ins can’t be read, so that failed sign-ins go unnoticed.',
      metric: ours('UnreadableSignIns'),
      threshold: 1,
    });
    this.notice('API Key Lapsing', 'api-key-lapsing', 'A site’s API key ends within two weeks and was not rotated.');
  }

  /**
   * Of all app clients together, whichever there are: Cognito counts for each client by itself. CloudWatch takes one such
   * query an alarm.
   */
  private throttled(metric: string): cloudwatch.MathExpression {
    return new cloudwatch.MathExpression({
      expression: `SELECT SUM(${metric}) FROM SCHEMA("AWS/Cognito", UserPool, UserPoolClient) WHERE UserPool = '${this.props.pool.ref}'`,
      label: 'Turned away',
      period: Duration.minutes(5),
    });
  }

  private notice(type: IdentityEvent['type'], runbook: string, meaning: string): void {
    const eventPattern = { source: [IDENTITY_SOURCE], detailType: [type] };
    new PlatformNotice(this, type.replaceAll(/[^A-Za-z]/g, ''), {
      onCall: this.props.onCall,
      runbook,
      meaning,
      eventPattern,
    });
  }

  private alarm(id: string, props: Props): void {
    new PlatformAlarm(this, id, {
      ...props,
      onCall: this.props.onCall,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}

function ours(metricName: string, dimensionsMap?: Record<string, string>): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap,
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
}
