import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { METRICS_NAMESPACE } from '../../lambda/shared/metrics-namespace';
import type { HomeRegion } from '../config/platform';
import { AVAILABILITY } from './service-levels';

export interface RegionDashboardProps {
  readonly place: HomeRegion;
  /** Log of the probe, which has a line for each site and run. */
  readonly probeLog: logs.ILogGroup;
}

const HALF = 12;
/** Stands in queries for the site that is chosen above the dashboard. */
const SITE = 'SITE-OF-THE-VIEW';

/**
 * One dashboard a region: how its sites are served, its web servers and its database servers, and below one site that is
 * chosen by name. It finds servers by search and sites in the log, so that neither adds a widget, and a region costs one.
 */
export class RegionDashboard extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: RegionDashboardProps,
  ) {
    super(scope, id);
    const { environment, region } = props.place;
    new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `${environment}-${region}`,
      defaultInterval: Duration.hours(12),
      variables: [
        new cloudwatch.DashboardVariable({
          id: 'site',
          type: cloudwatch.VariableType.PATTERN,
          label: 'Site',
          inputType: cloudwatch.VariableInputType.INPUT,
          value: SITE,
          visible: true,
        }),
      ],
      widgets: [this.sites(), this.web(), this.databases(), this.oneSite()],
    });
  }

  private sites(): cloudwatch.IWidget[] {
    const ours = (metricName: string, statistic: string) =>
      new cloudwatch.Metric({ namespace: METRICS_NAMESPACE, metricName, statistic, period: Duration.minutes(5) });
    return [
      graph('Sites that do not answer, or are weak', [ours('SitesDown', 'Maximum'), ours('SitesWeak', 'Maximum')]),
      graph('Time to the answer of a probe, in ms', [ours('ProbeTime', 'p50'), ours('ProbeTime', 'p95')]),
      graph('Sites without a backup, or unproven', [
        ours('MissingBackups', 'Maximum').with({ period: Duration.hours(1) }),
        ours('UnprovenSites', 'Maximum').with({ period: Duration.hours(1) }),
      ]),
      graph('Days until the first certificate ends', [ours('CertificateDays', 'Minimum')]),
    ];
  }

  private web(): cloudwatch.IWidget[] {
    const balancer = (metric: string, statistic: string) =>
      search('AWS/ApplicationELB,LoadBalancer', metric, statistic, 'balancer');
    return [
      graph(
        `Requests that failed, of which ${((1 - AVAILABILITY) * 100).toFixed(1)} % may`,
        [balancer('HTTPCode_Target_5XX_Count', 'Sum'), balancer('HTTPCode_ELB_5XX_Count', 'Sum')],
        [balancer('RequestCount', 'Sum')],
      ),
      graph('Time to answer, in seconds', [
        balancer('TargetResponseTime', 'p50'),
        balancer('TargetResponseTime', 'p95'),
      ]),
    ];
  }

  private databases(): cloudwatch.IWidget[] {
    const servers = (metric: string, statistic: string) =>
      search('AWS/RDS,DBInstanceIdentifier', metric, statistic, 'server');
    const { recovery } = this.props.place;
    return [
      graph('Database servers: processors in percent', [servers('CPUUtilization', 'Average')]),
      graph('Database servers: connections', [servers('DatabaseConnections', 'Maximum')]),
      graph('Database servers: free storage in bytes', [servers('FreeStorageSpace', 'Minimum')]),
      // Replicas stand in the other region, and so do their figures.
      ...(recovery
        ? [graph('Read replicas: lag in seconds', [servers('ReplicaLag', 'Maximum')], [], recovery.region)]
        : []),
    ];
  }

  /** What is known of the site that is chosen above. */
  private oneSite(): cloudwatch.IWidget[] {
    return [
      this.query(`Probes of ${SITE}: answered, in percent, and time`, cloudwatch.LogQueryVisualizationType.LINE, [
        'stats avg(up) * 100 as answered, avg(milliseconds) as ms by bin(15m)',
      ]),
      this.query(`Probes of ${SITE} that failed`, cloudwatch.LogQueryVisualizationType.TABLE, [
        'filter up = 0 or ispresent(weak.0)',
        'fields @timestamp, down, weak.0, weak.1, certificateDays, protocol',
        'sort @timestamp desc',
        'limit 50',
      ]),
    ];
  }

  private query(title: string, view: cloudwatch.LogQueryVisualizationType, lines: string[]): cloudwatch.IWidget {
    return new cloudwatch.LogQueryWidget({
      title,
      view,
      width: HALF,
      logGroupNames: [this.props.probeLog.logGroupName],
      queryLines: [`filter site = "${SITE}"`, ...lines],
    });
  }
}

function graph(
  title: string,
  left: cloudwatch.IMetric[],
  right: cloudwatch.IMetric[] = [],
  region?: string,
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, right, region, width: HALF, leftYAxis: { min: 0 } });
}

/** All metrics of a name in the region, whichever resources there are. */
function search(schema: string, metric: string, statistic: string, of: string): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: `SEARCH('{${schema}} MetricName="${metric}"', '${statistic}', 300)`,
    label: `${metric} ${statistic} of each ${of}`,
    period: Duration.minutes(5),
  });
}
