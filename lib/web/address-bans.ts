import { Duration, Stack, Tags } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import { BAN_EVENTS } from '../../lambda/ban-addresses/ban-events';
import type { BanLists, Environment } from '../../lambda/ban-addresses/environment';
import type { BanPolicy } from '../../lambda/ban-addresses/policy';
import { BAN_RULES } from '../../lambda/ban-addresses/request';
import { BAN_OPERATION, OPERATION_TAG } from '../audit/staff-access';
import type { RegionalLogs } from '../audit/regional-logs';
import type { BansConfig } from '../config/bans-schema';
import type { OnCall } from '../monitoring/on-call';
import { acknowledgeInvocation } from '../platform/invoking-rule';
import { PlatformFunction } from '../platform/platform-function';
import { BanAlarms } from './ban-alarms';
import { BanTable } from './ban-table';
import { banListName } from './firewall';
import type { WebFirewall } from './firewall';
import type { Place } from '../config/platform';

/** How long a ban may outlive its end, or an address slip through after a mishap. */
export const BAN_SCHEDULE_MINUTES = 5;

export interface AddressBansProps {
  readonly place: Place;
  readonly firewall: WebFirewall;
  readonly bans: BansConfig;
  /** Public addresses of our own NAT gateways. */
  readonly natAddresses: readonly string[];
  readonly logs: Pick<RegionalLogs, 'key'>;
  readonly onCall: OnCall;
}

/**
 * Keeps addresses out that sign in wrongly, or send what the firewall flags, and lets them in again (NW-05, NW-06). A
 * table says who is banned; every few minutes the lists of the firewall are brought in line with it.
 */
export class AddressBans extends Construct {
  public readonly function: PlatformFunction;
  public readonly table: BanTable;

  constructor(scope: Construct, id: string, props: AddressBansProps) {
    super(scope, id);
    const {
      firewall,
      logs: { key },
      onCall,
    } = props;
    this.table = new BanTable(this, 'Table');
    this.function = new PlatformFunction(this, 'Function', {
      entry: 'ban-addresses',
      description: 'Bans addresses for a while, and lifts bans',
      logs: { key },
      environment: this.environment(props),
      asynchronous: { onCall },
      timeout: Duration.minutes(5),
      memory: 512,
      // Lists change one at a time; the rest can go on side by side.
      reservedConcurrency: 5,
    });
    Tags.of(this.function).add(OPERATION_TAG, BAN_OPERATION);
    this.permit(props);
    this.listenToLogins();
    this.listenToFirewall(firewall);
    this.schedule();
    new BanAlarms(this, 'Alarms', { onCall });
  }

  private environment({ place, firewall, bans, natAddresses }: AddressBansProps): Record<string, string> {
    const { allowed, ipv6Prefix, ...limits } = bans;
    const policy: BanPolicy = {
      ...limits,
      ipv6Length: ipv6Prefix,
      allowed: [...allowed.map(({ range }) => range), ...natAddresses],
    };
    const list = (family: 'ipv4' | 'ipv6') => ({
      name: banListName(place, family),
      id: firewall.banLists[family].attrId,
    });
    const lists: BanLists = { ipv4: list('ipv4'), ipv6: list('ipv6') };
    const environment: Environment = {
      BANS_TABLE: this.table.tableName,
      BAN_LISTS: Stack.of(this).toJsonString(lists),
      BAN_POLICY: Stack.of(this).toJsonString(policy),
    };
    return { ...environment };
  }

  private permit({ place: { region, account }, firewall }: AddressBansProps): void {
    const allow = (sid: string, actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
      this.function.addToRolePolicy(new iam.PolicyStatement({ sid, actions, resources, conditions }));
    const tableActions = ['GetItem', 'Query', 'PutItem', 'UpdateItem', 'DeleteItem'];
    allow(
      'Bans',
      tableActions.map((action) => `dynamodb:${action}`),
      [this.table.tableArn],
    );
    allow('BansKey', ['kms:Decrypt'], [this.table.encryptionKey!.keyArn]);
    const lists = Object.values(firewall.banLists).map(({ attrArn }) => attrArn);
    allow('Lists', ['wafv2:GetIPSet', 'wafv2:UpdateIPSet'], lists);
    allow('TellsOfBans', ['events:PutEvents'], [`arn:aws:events:${region}:${account}:event-bus/default`], {
      StringEquals: { 'events:source': BAN_EVENTS.source },
    });
  }

  private listenToLogins(): void {
    const rule = new events.Rule(this, 'FailedLogins', {
      description: 'A login to a site has failed',
      eventPattern: { source: ['cordon.identity'], detailType: ['Login Failed'] },
      targets: [new targets.LambdaFunction(this.function)],
    });
    acknowledgeInvocation(rule);
  }

  /** All that the firewall logs, but for requests of those who are banned already. */
  private listenToFirewall({ log }: WebFirewall): void {
    const others = BAN_RULES.map((rule) => `($.terminatingRuleId != "${rule}")`).join(' && ');
    new logs.SubscriptionFilter(this, 'Flagged', {
      logGroup: log,
      destination: new LambdaDestination(this.function),
      filterPattern: logs.FilterPattern.literal(`{ ${others} }`),
    });
  }

  private schedule(): void {
    const rule = new events.Rule(this, 'Settle', {
      description: 'Lifts bans that are over, and repairs the lists of the firewall',
      schedule: events.Schedule.rate(Duration.minutes(BAN_SCHEDULE_MINUTES)),
      targets: [
        new targets.LambdaFunction(this.function, {
          event: events.RuleTargetInput.fromObject({ operation: 'settle' }),
          retryAttempts: 1,
          // The next one does all that this one would have done.
          maxEventAge: Duration.minutes(BAN_SCHEDULE_MINUTES),
        }),
      ],
    });
    acknowledgeInvocation(rule);
  }
}
