import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/probe-sites/environment';
import { PROBED_EVERY_MINUTES } from '../../lambda/probe-sites/probing';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import { PlatformFunction } from '../platform/platform-function';
import { Regularly } from '../platform/regularly';
import { permit, readsRegistry } from '../sites/function-rights';
import type { SiteStores } from '../sites/site-functions';
import { PlatformAlarm } from './on-call';
import type { OnCall, PlatformAlarmProps } from './on-call';

export interface SiteProbesProps {
  readonly stores: SiteStores;
  /** Path by which the hosted application says that it is well. */
  readonly healthCheckPath: string;
  /** Requests of one address that the firewall lets through in five minutes. */
  readonly requestsPerFiveMinutes: number;
  readonly onCall: OnCall;
}

const EVERY = Duration.minutes(PROBED_EVERY_MINUTES);
/** Of what the firewall lets through: the probe must never be the one that it stops. */
const SHARE = 0.8;
/** Requests that the firewall sees for each site: with TLS and without. */
const REQUESTS_PER_SITE = 2;
/** Days: the alarm of AWS's own certificates rises at 30, so that this one is about what is really served. */
const CERTIFICATE_DAYS = 14;

/**
 * Asks for the sites of a region at their host names every five minutes, as their users do (AV-08). Sites are data: one
 * function reads them from the registry, and no site has a metric or an alarm of its own.
 */
export class SiteProbes extends Construct {
  public readonly probe: PlatformFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: SiteProbesProps,
  ) {
    super(scope, id);
    const { stores, healthCheckPath, requestsPerFiveMinutes, onCall } = props;
    const environment = {
      REGISTRY_TABLE: stores.registry.tableName,
      HEALTH_PATH: healthCheckPath,
      SITES_PER_RUN: String(Math.floor((SHARE * requestsPerFiveMinutes) / REQUESTS_PER_SITE)),
    } satisfies Environment;
    this.probe = new PlatformFunction(this, 'Function', {
      entry: 'probe-sites',
      description: 'Asks for sites at their host names, as their users do',
      logs: stores.logs,
      environment,
      outsideVpc: 'It has to see sites as users do, from the internet; inside the VPC it would see less than they do.',
      asynchronous: { onCall },
      timeout: Duration.minutes(4),
      memory: 512,
    });
    permit(this.probe, readsRegistry(stores));
    new Regularly(this, 'Schedule', EVERY, this.probe, 'Probes the sites of the region');
    this.alarms();
  }

  private alarms(): void {
    this.alarm('Down', {
      runbook: 'sites-down',
      meaning: 'A site does not answer at its host name, or nobody has probed sites for ten minutes.',
      metric: this.metric('SitesDown', 'Maximum'),
      threshold: 1,
      treatMissingData: cloudwatch.TreatMissingData.BREACHING,
    });
    this.alarm('Weak', {
      runbook: 'sites-weak',
      meaning: 'A site agrees to old TLS, serves without TLS, or sends no HSTS.',
      metric: this.metric('SitesWeak', 'Maximum'),
      threshold: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    this.alarm('Certificate', {
      runbook: 'site-certificate-ending',
      meaning: `A certificate that a site shows ends within ${CERTIFICATE_DAYS} days.`,
      metric: this.metric('CertificateDays', 'Minimum'),
      threshold: CERTIFICATE_DAYS,
      comparisonOperator: cloudwatch.ComparisonOperator.LESS_THAN_THRESHOLD,
      // No site has answered: that is another alarm, and says nothing of certificates.
      treatMissingData: cloudwatch.TreatMissingData.IGNORE,
    });
  }

  /** Two of three: a single lost packet wakes nobody. */
  private alarm(id: string, props: Omit<PlatformAlarmProps, 'onCall' | 'evaluationPeriods' | 'datapointsToAlarm'>) {
    new PlatformAlarm(this, id, {
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      ...props,
      onCall: this.props.onCall,
      evaluationPeriods: 3,
      datapointsToAlarm: 2,
    });
  }

  private metric(metricName: string, statistic: string): cloudwatch.Metric {
    return new cloudwatch.Metric({ namespace: METRICS_NAMESPACE, metricName, statistic, period: EVERY });
  }
}
