import { Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { loadPlatform } from '../../lib/config/load';
import { IncidentsStack } from '../../lib/incidents/incidents-stack';
import { sitesStack } from '../sites/surroundings';
import { sydney } from '../support/place';

export const { config } = loadPlatform('config');

/** The incidents stack of Sydney, beside the sites stack, whose registry it reads. */
export function incidentsStack(scope: App | Stage, changes: Partial<typeof config> = {}): IncidentsStack {
  const { stores } = sitesStack(scope);
  const { logs } = stores;
  const outside = new Stack(scope, 'outside-incidents', { env: { account: sydney.account, region: sydney.region } });
  return new IncidentsStack(scope, 'incidents', {
    place: sydney,
    description: 'Incidents',
    config: { ...config, ...changes },
    stores,
    logs,
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'Topic', `arn:aws:sns:${sydney.region}:${sydney.account}:on-call`),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
  });
}
