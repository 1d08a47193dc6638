import { Stack } from 'aws-cdk-lib';
import * as backup from 'aws-cdk-lib/aws-backup';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { COMPLETION_WINDOW_MINUTES, SERVER_SLOTS, SLOT_NAMES, VAULT_LOCK } from './retention';
import type { ServerBackups } from './server-backups';
import { SlotPlan } from './slot-plan';
import { cronOf, problemsOf } from './slot-rules';

export interface ServerPlansProps {
  /** IANA time zones of the servers here. */
  readonly timeZones: readonly string[];
  readonly vault: backup.IBackupVault;
  /** Vault of the recovery region. @default - no copies */
  readonly copyTo?: backup.IBackupVault;
  /** What AWS Backup acts as. */
  readonly role: iam.IRole;
}

/** A plan for each time zone and slot (BK-01, D3). Their ids derive from the zone's name, so adding one moves none. */
export class ServerPlans extends Construct implements ServerBackups {
  private readonly plans = new Map<string, SlotPlan[]>();

  constructor(
    scope: Construct,
    id: string,
    private readonly props: ServerPlansProps,
  ) {
    super(scope, id);
    for (const timeZone of new Set(props.timeZones)) this.plans.set(timeZone, this.addPlans(timeZone));
  }

  /**
   * Selects the server for the daily, weekly and monthly plan of its time zone (BK-02).
   *
   * Checkers match a selection to a server by logical id: `server.arn` must be the server's own attribute or contain
   * its `Ref` (`instance.instanceArn`, or `attrDbInstanceArn` of an L1), not an ARN put together from names.
   */
  public protect(scope: Construct, id: string, server: { readonly arn: string; readonly timeZone: string }): void {
    const plans = this.plans.get(server.timeZone);
    if (!plans) {
      throw new Error(
        `${scope.node.path}: a server has the time zone '${server.timeZone}', but the backup plans here are for ` +
          `${[...this.plans.keys()].join(', ') || 'none'}; add it to the time zones of the backup stack`,
      );
    }
    const selections = new Construct(scope, id);
    for (const plan of plans) {
      const selection = new Construct(selections, plan.node.id);
      new backup.CfnBackupSelection(selection, 'Selection', {
        backupPlanId: plan.planId,
        backupSelection: {
          selectionName: pathFromStack(selection)
            .replace(/[^A-Za-z0-9_-]/g, '.')
            .slice(-50),
          iamRoleArn: this.props.role.roleArn,
          resources: [server.arn],
        },
      });
    }
  }

  private addPlans(timeZone: string): SlotPlan[] {
    const rules = SLOT_NAMES.map((slot) => SERVER_SLOTS[slot]);
    const problems = problemsOf(rules, timeZone, VAULT_LOCK);
    if (problems.length > 0) throw new Error(`Backup plans of ${timeZone}: ${problems.join('; ')}`);
    const zone = new Construct(this, timeZone.replaceAll('/', '-'));
    return rules.map(
      (rule) =>
        new SlotPlan(zone, rule.slot[0]!.toUpperCase() + rule.slot.slice(1), {
          name: `${timeZone.replace(/[^A-Za-z0-9_-]/g, '-')}-${rule.slot}`,
          slot: rule.slot,
          schedule: cronOf(rule),
          timeZone,
          keepForDays: rule.keepForDays,
          completionWindowMinutes: COMPLETION_WINDOW_MINUTES,
          vault: this.props.vault,
          copyTo: this.props.copyTo,
        }),
    );
  }
}

/** Such as `data-1/Shared1/Backup/Daily`: the same in every region, and unlike that of any other server. */
function pathFromStack(construct: Construct): string {
  const stack = Stack.of(construct).node;
  return `${stack.id}${construct.node.path.slice(stack.path.length)}`;
}
