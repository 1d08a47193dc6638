import * as backup from 'aws-cdk-lib/aws-backup';
import type * as iam from 'aws-cdk-lib/aws-iam';
import * as rds from 'aws-cdk-lib/aws-rds';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import type { Network } from '../network/network';
import { BackupRole } from './backup-role';
import { RECOVERY_TIME_HOURS, SERVER_SLOTS } from './retention';

/** Kinds that a vault may hold, as restore testing names them. */
const KINDS = ['RDS', 'DynamoDB', 'EBS', 'S3'] as const;
type Kind = (typeof KINDS)[number];

interface Drill {
  /** In local time; all of them after the last backup of the morning has ended. */
  readonly schedule: string;
  readonly kinds: readonly Kind[];
  /** A random recovery point of each resource that is no older. */
  readonly fromTheLastDays: number;
  /** How long what was restored stays for a closer look before AWS Backup deletes it. */
  readonly keepRestoredForHours: number;
}

export const DRILLS = {
  /** Everything, in every quarter and never more than 92 days apart (DR-04), from any age there is (BK-18). */
  quarterly: {
    schedule: 'cron(0 10 15 1,4,7,10 ? *)',
    kinds: KINDS,
    fromTheLastDays: SERVER_SLOTS.monthly.keepForDays,
    keepRestoredForHours: RECOVERY_TIME_HOURS,
  },
  /** The database servers, from a random night of the last week (DR-07). */
  nightly: {
    schedule: 'cron(0 9 ? * * *)',
    kinds: ['RDS'],
    fromTheLastDays: SERVER_SLOTS.daily.keepForDays,
    keepRestoredForHours: 1,
  },
} as const satisfies Record<string, Drill>;

export interface RestoreTestingProps {
  readonly place: Place;
  readonly drills: readonly (keyof typeof DRILLS)[];
  /** IANA time zone of the schedules. */
  readonly timeZone: string;
  readonly vault: backup.IBackupVault;
  readonly network: Network;
}

/**
 * Restores recovery points on a schedule, measures how long it takes and cleans up after itself. Restored servers
 * stand in data subnets, reachable as live ones are and by nothing else: left alone, restore testing would look for
 * the default VPC, which does not exist (D15).
 */
export class RestoreTesting extends Construct {
  /** RDS subnet group that restored servers stand in. */
  public readonly subnetGroup: string;
  private readonly role: iam.Role;
  private readonly overrides: Readonly<Record<string, string>>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RestoreTestingProps,
  ) {
    super(scope, id);
    const { vpc, subnets, securityGroups } = props.network;
    const { subnetGroupName } = new rds.SubnetGroup(this, 'Subnets', {
      description: 'Database servers restored by drills',
      vpc,
      vpcSubnets: subnets.data,
    });
    this.subnetGroup = subnetGroupName;
    this.role = new BackupRole(this, 'Role', 'restore');
    // The service stores these keys in lower case, and lists as JSON.
    this.overrides = {
      dbsubnetgroupname: subnetGroupName,
      vpcsecuritygroupids: `["${securityGroups.database.securityGroupId}"]`,
    };
    for (const name of props.drills) this.add(name, DRILLS[name]);
  }

  private add(name: string, drill: Drill): void {
    const scope = new Construct(this, name[0]!.toUpperCase() + name.slice(1));
    const plan = new backup.CfnRestoreTestingPlan(scope, 'Plan', {
      // The service insists on a name of letters, digits and underscores, 50 at the most.
      restoreTestingPlanName: `${this.props.place.environment}_${name}_drill`.replaceAll('-', '_'),
      scheduleExpression: drill.schedule,
      scheduleExpressionTimezone: this.props.timeZone,
      startWindowHours: 4,
      recoveryPointSelection: {
        algorithm: 'RANDOM_WITHIN_WINDOW',
        includeVaults: [this.props.vault.backupVaultArn],
        recoveryPointTypes: ['SNAPSHOT'],
        selectionWindowDays: drill.fromTheLastDays,
      },
    });
    for (const kind of drill.kinds) {
      const selection = new backup.CfnRestoreTestingSelection(scope, kind, {
        restoreTestingPlanName: plan.restoreTestingPlanName,
        restoreTestingSelectionName: kind,
        protectedResourceType: kind,
        protectedResourceArns: ['*'],
        iamRoleArn: this.role.roleArn,
        validationWindowHours: drill.keepRestoredForHours,
        restoreMetadataOverrides: kind === 'RDS' ? this.overrides : undefined,
      });
      selection.addResourceDependency(plan);
    }
  }
}
