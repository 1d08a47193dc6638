import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { VpnSettings } from '../config/access';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import type { Network } from '../network/network';
import { WatchedCertificate } from '../web/certificate';

export interface ClientVpnProps {
  readonly network: Network;
  readonly settings: VpnSettings;
  /** Parent of the host names of the region; the VPN's certificate is for a name below it. */
  readonly domain: string;
  /** Zone of `domain`. */
  readonly zone: route53.IHostedZone;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/** Failed sign-ins in five minutes that are more than somebody who mistypes. */
const FAILURES = 5;

/**
 * The only way to servers of a region (NW-07): staff sign in with a second factor (NW-08), and what no rule names is
 * closed. Each connection is recorded, carries traffic for the VPC alone, and ends after some hours.
 */
export class ClientVpn extends Construct {
  private readonly endpoint: ec2.ClientVpnEndpoint;
  private readonly logGroup: PlatformLogGroup;

  constructor(scope: Construct, id: string, props: ClientVpnProps) {
    super(scope, id);
    const { network, settings, domain, logs } = props;
    const { authentication } = settings;
    this.logGroup = new PlatformLogGroup(this, 'Connections', { key: logs.key });
    const certificate = new WatchedCertificate(this, 'Certificate', { ...props, domainName: `vpn.${domain}` });
    this.endpoint = new ec2.ClientVpnEndpoint(this, 'Endpoint', {
      vpc: network.vpc,
      vpcSubnets: network.subnets.application,
      cidr: settings.clientRange,
      description: 'Staff on their way to servers',
      serverCertificateArn: certificate.certificateArn,
      ...(authentication.method === 'saml'
        ? {
            userBasedAuthentication: ec2.ClientVpnUserBasedAuthentication.federated(
              iam.SamlProvider.fromSamlProviderArn(this, 'Provider', authentication.providerArn),
            ),
          }
        : { clientCertificateArn: authentication.clientCertificateArn }),
      securityGroups: [network.securityGroups.vpn],
      logGroup: this.logGroup,
      logging: true,
      splitTunnel: true,
      sessionTimeout: settings.sessionHours,
      disconnectOnSessionTimeout: true,
      authorizeAllUsersToVpcCidr: false,
      selfServicePortal: false,
      transportProtocol: ec2.TransportProtocol.UDP,
      port: ec2.VpnPort.HTTPS,
      clientLoginBanner: 'For staff only. Connections are recorded.',
    });
    this.authorize(network, authentication);
    this.addAlarms(props.onCall);
  }

  /** To the subnets of servers; security groups then say which of them, and on which port (ID-07). */
  private authorize({ vpc, subnets }: Network, authentication: VpnSettings['authentication']): void {
    // A rule without a group is for everybody who can sign in at all.
    const groups = authentication.method === 'saml' ? authentication.groups : [undefined];
    for (const [zone, { ipv4CidrBlock }] of vpc.selectSubnets(subnets.application).subnets.entries()) {
      for (const groupId of groups) {
        this.endpoint.addAuthorizationRule(`${groupId ?? 'Everybody'}-${zone + 1}`, {
          cidr: ipv4CidrBlock,
          groupId,
          description: 'Web servers',
        });
      }
    }
  }

  private addAlarms(onCall: OnCall): void {
    const metric = (metricName: string, statistic: string, period: Duration) =>
      new cloudwatch.Metric({
        namespace: 'AWS/ClientVPN',
        metricName,
        dimensionsMap: { Endpoint: this.endpoint.endpointId },
        statistic,
        period,
      });
    new PlatformAlarm(this, 'AuthenticationFailures', {
      onCall,
      runbook: 'vpn-authentication-failures',
      meaning: `Signing in to the VPN failed ${FAILURES} times or more within five minutes.`,
      metric: metric('AuthenticationFailures', 'Sum', Duration.minutes(5)),
      threshold: FAILURES,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
    const day = Duration.days(1);
    new PlatformAlarm(this, 'ConnectionLogSilent', {
      onCall,
      runbook: 'vpn-connection-log-silent',
      meaning: 'Staff were connected to the VPN during the last day, and its connection log says nothing of them.',
      // A log that gets nothing isn't measured: a sum takes what there is, and FILL may not fill what is empty all day.
      // No connection outlasts a day, so its beginning or its end falls into each day that it is there.
      metric: new cloudwatch.MathExpression({
        expression: 'IF(connections > 0 AND SUM([records, 0 * connections]) < 1, 1, 0)',
        label: 'Connected without a record',
        period: day,
        usingMetrics: {
          connections: metric('ActiveConnectionsCount', 'Maximum', day),
          records: this.logGroup.metricIncomingLogEvents({ statistic: 'Sum', period: day }),
        },
      }),
      threshold: 1,
      evaluationPeriods: 1,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
