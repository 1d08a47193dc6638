import type { App, Stage } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { loadPlatform } from '../../lib/config/load';
import { PrivacyStack } from '../../lib/privacy/privacy-stack';
import { home, sitesStack } from '../sites/surroundings';

const { config } = loadPlatform('config');

/** The privacy stack of Sydney, beside the sites stack whose operations it runs. */
export function privacyStack(scope: App | Stage): PrivacyStack {
  const sites = sitesStack(scope);
  const topic = sns.Topic.fromTopicArn(sites, 'OnCall', `arn:aws:sns:${home.region}:${home.account}:on-call`);
  const onCall = { topic, runbookUrl: 'https://git.vinefield.example/runbook.md' };
  return new PrivacyStack(scope, 'privacy', { place: home, description: 'Privacy', config, sites, onCall });
}
