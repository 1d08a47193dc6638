import type { App, Stage } from 'aws-cdk-lib';
import type { Stack } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { ServiceLevelsStack } from '../../lib/monitoring/service-levels-stack';
import type { WebConfig } from '../../lib/web/web-servers';
import { home, sitesStack } from '../sites/surroundings';

const web: WebConfig = {
  instanceType: 'm7g.large',
  minInstances: 3,
  maxInstances: 12,
  imageParameter: '/vinefield/web/image-id',
  healthCheckPath: '/health',
  requestsPerFiveMinutes: 2000,
};

/** What watches the service levels of Sydney. */
export function serviceLevels(scope: App | Stage, place = home): ServiceLevelsStack {
  // Bundling of the functions is no matter of these tests, and slow.
  scope.node.setContext('aws:cdk:bundling-stacks', []);
  const { stores } = sitesStack(scope, { place });
  const outside = scope.node.findChild(`outside-${place.region}`) as Stack;
  const topicArn = `arn:aws:sns:${place.region}:${place.account}:on-call`;
  return new ServiceLevelsStack(scope, 'service-levels', {
    place,
    description: 'Service levels',
    web,
    stores,
    logs: stores.logs,
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', topicArn),
      runbookUrl: 'https://git.vinefield.example/runbook.md',
    },
  });
}
