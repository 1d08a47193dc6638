import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type * as elb from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { AddressFamily } from '../../lambda/shared/addresses';
import type { PlatformLogGroup } from '../audit/platform-log-group';
import type { Place } from '../config/platform';
import { PlatformAlarm } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { logFirewall } from './firewall-log';
import { firewallRules, RESPONSE_BODIES, visibility } from './firewall-rules';

export interface WebFirewallProps {
  readonly place: Place;
  readonly loadBalancer: elb.IApplicationLoadBalancer;
  /** Key of its log; must allow CloudWatch Logs of this region. */
  readonly logKey: kms.IKey;
  readonly requestsPerFiveMinutes: number;
  readonly onCall: OnCall;
}

/** Name of a list of banned addresses, by which the ban operation finds it: WAF wants name and id to change one. */
export function banListName(place: Pick<Place, 'platform' | 'environment'>, family: AddressFamily): string {
  return `${place.platform}-${place.environment}-banned-${family}`;
}

/** WAF wants this prefix in the name of a log group. */
export function firewallLogName(place: Pick<Place, 'platform' | 'environment'>): string {
  return `aws-waf-logs-${place.platform}-${place.environment}`;
}

/** The web application firewall before the load balancer: bans, limits by address, AWS's rule groups (NW-05, NW-06). */
export class WebFirewall extends Construct {
  /** Lists of banned addresses: empty at first, then filled and emptied by the ban operation. */
  public readonly banLists: Readonly<Record<AddressFamily, wafv2.CfnIPSet>>;
  /** What it blocked or counted. */
  public readonly log: PlatformLogGroup;

  constructor(scope: Construct, id: string, props: WebFirewallProps) {
    super(scope, id);
    const { place } = props;
    const metric = `${place.platform}-${place.environment}-web`;
    this.banLists = { ipv4: this.banList(place, 'ipv4'), ipv6: this.banList(place, 'ipv6') };
    const acl = new wafv2.CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      description: 'Guards the sites of this region',
      defaultAction: { allow: {} },
      customResponseBodies: RESPONSE_BODIES,
      visibilityConfig: visibility(metric),
      rules: firewallRules({
        metricPrefix: metric,
        banned: { ipv4: this.banLists.ipv4.attrArn, ipv6: this.banLists.ipv6.attrArn },
        requestsPerFiveMinutes: props.requestsPerFiveMinutes,
      }),
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', {
      webAclArn: acl.attrArn,
      resourceArn: props.loadBalancer.loadBalancerArn,
    });
    this.log = logFirewall(this, { acl, logGroupName: firewallLogName(place), key: props.logKey });
    new PlatformAlarm(this, 'Blocked', {
      onCall: props.onCall,
      runbook: 'firewall-blocks-many-requests',
      meaning: 'The firewall blocks far more requests than usual: an attack, or a rule that hits users.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/WAFV2',
        metricName: 'BlockedRequests',
        dimensionsMap: { Region: place.region, Rule: 'ALL', WebACL: metric },
        statistic: 'Sum',
        period: Duration.minutes(5),
      }),
      threshold: 5 * props.requestsPerFiveMinutes,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      evaluationPeriods: 2,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }

  /** A deployment leaves the addresses alone as long as nothing of the list itself changes here. */
  private banList(place: Place, family: AddressFamily): wafv2.CfnIPSet {
    return new wafv2.CfnIPSet(this, family === 'ipv4' ? 'BannedIpv4' : 'BannedIpv6', {
      name: banListName(place, family),
      description: 'Banned addresses, managed by the ban operation',
      scope: 'REGIONAL',
      ipAddressVersion: family.toUpperCase(),
      addresses: [],
    });
  }
}
