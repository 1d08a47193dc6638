import { BackupClient } from '@aws-sdk/client-backup';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { Inspector2Client } from '@aws-sdk/client-inspector2';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { Logger } from '@aws-lambda-powertools/logger';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { answerCustomResource } from '../shared/custom-resource';
import { applyAccountSettings } from './account-settings';
import { applyRegionSettings } from './region-settings';
import { resourcePropertiesSchema } from './settings';

const logger = new Logger({ serviceName: 'apply-account-settings' });
const clients = {
  backup: new BackupClient({}),
  ec2: new EC2Client({}),
  iam: new IAMClient({}),
  inspector: new Inspector2Client({}),
  s3: new S3ControlClient({}),
};

/** Custom resource: makes the settings so on creation and on every change; they stay when the resource goes. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<void> {
  const { failed } = await answerCustomResource(event, context, async () => {
    if (event.RequestType === 'Delete') return;
    const { settings } = resourcePropertiesSchema.parse(event.ResourceProperties);
    if (settings.scope === 'account') await applyAccountSettings(settings, clients);
    else await applyRegionSettings(settings, clients);
    logger.info('Settings applied', { scope: settings.scope });
  });
  if (failed) logger.error('Settings not applied', failed);
}
