import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { createApp } from '../lib/platform/app';
import type { HomeRegion } from '../lib/config/platform';
import { SitesStack } from '../lib/sites/sites-stack';
import type { Ground } from './ground';
import { LocalWorker } from './local-worker';

/**
 * Synthesizes the sites stacks of some home regions for the embedded AWS: the very stacks that AWS gets, but for what
 * runs the worker.
 *
 * @returns the stacks' names, and the directory of the assembly.
 */
export function synthesizeSites(
  homes: readonly HomeRegion[],
  ground: Ground,
  workerEnvironment: Readonly<Record<string, string>>,
  outdir: string,
): { readonly stackNames: readonly string[]; readonly directory: string } {
  const app = createApp({ outdir, builtinCloudFormationValidation: false });
  const stackNames = homes.map((place) => {
    const { account, region, environment } = place;
    const outside = new Stack(app, `outside-${environment}`, { env: { account, region } });
    const bucket = s3.Bucket.fromBucketName(outside, 'Bucket', ground.accessLogsBucket);
    const logKey = kms.Key.fromKeyArn(outside, 'LogKey', ground.logKeyArn);
    const topic = sns.Topic.fromTopicArn(outside, 'OnCall', ground.onCallTopicArn);
    return new SitesStack(app, `sites-${environment}`, {
      place,
      recovery: place.recovery,
      description: 'Site operations',
      worker: (scope) => new LocalWorker(scope, 'Worker', workerEnvironment),
      logs: { key: logKey, accessLogs: bucket, loadBalancerLogs: bucket, archive: bucket },
      onCall: { topic, runbookUrl: 'docs/runbook.md' },
    }).stackName;
  });
  return { stackNames, directory: app.synth().directory };
}
