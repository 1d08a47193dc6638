import { DescribeRegionSettingsCommand, UpdateRegionSettingsCommand } from '@aws-sdk/client-backup';
import type { BackupClient } from '@aws-sdk/client-backup';
import { EnableEbsEncryptionByDefaultCommand } from '@aws-sdk/client-ec2';
import type { EC2Client } from '@aws-sdk/client-ec2';
import { CreateServiceLinkedRoleCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import { EnableCommand } from '@aws-sdk/client-inspector2';
import type { FailedAccount, Inspector2Client } from '@aws-sdk/client-inspector2';
import { removeDefaultVpc } from './default-vpc';
import type { RegionSettings } from './settings';

export interface RegionClients {
  readonly backup: BackupClient;
  readonly ec2: EC2Client;
  readonly iam: IAMClient;
  readonly inspector: Inspector2Client;
}

/** In an order that fails before it has done anything irreversible: the default VPC goes last. */
export async function applyRegionSettings(settings: RegionSettings, clients: RegionClients): Promise<void> {
  for (const service of settings.serviceLinkedRoles) await ensureServiceLinkedRole(service, clients.iam);
  await clients.ec2.send(new EnableEbsEncryptionByDefaultCommand({}));
  await optIntoBackup(settings, clients.backup);
  await enableInspector(settings, clients.inspector);
  await removeDefaultVpc(clients.ec2, settings.region);
}

/** The role is the account's, so another region may have made it already. */
async function ensureServiceLinkedRole(service: string, iam: IAMClient): Promise<void> {
  try {
    await iam.send(new CreateServiceLinkedRoleCommand({ AWSServiceName: service }));
  } catch (error) {
    if (error instanceof Error && error.message.includes('has been taken in this account')) return;
    throw error;
  }
}

/** Adds to what is chosen already: other types of resource may matter to somebody else in the account. */
async function optIntoBackup(settings: RegionSettings, backup: BackupClient): Promise<void> {
  const before = await backup.send(new DescribeRegionSettingsCommand({}));
  const chosen = (types: readonly string[]) => Object.fromEntries(types.map((type) => [type, true]));
  await backup.send(
    new UpdateRegionSettingsCommand({
      ResourceTypeOptInPreference: {
        ...before.ResourceTypeOptInPreference,
        ...chosen(settings.backupResourceTypes),
      },
      ResourceTypeManagementPreference: {
        ...before.ResourceTypeManagementPreference,
        ...chosen(settings.backupManagedTypes),
      },
    }),
  );
}

const ENABLED_ALREADY = ['ALREADY_ENABLED', 'ENABLE_IN_PROGRESS'];

async function enableInspector(settings: RegionSettings, inspector: Inspector2Client): Promise<void> {
  const { failedAccounts = [] } = await inspector.send(
    new EnableCommand({ accountIds: [settings.account], resourceTypes: settings.inspect }),
  );
  const failed = failedAccounts.filter(({ errorCode }) => !ENABLED_ALREADY.includes(errorCode ?? ''));
  if (failed.length > 0) {
    throw new Error(`Inspector could not be enabled in ${settings.region}: ${failed.map(describe).join('; ')}`);
  }
}

function describe({ errorCode, errorMessage }: FailedAccount): string {
  return `${errorCode ?? 'no code'} (${errorMessage ?? 'no message'})`;
}
