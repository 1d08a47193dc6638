import { CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import type { Place } from '../../lib/config/platform';
import { NetworkStack } from '../../lib/network/network-stack';
import type { NetworkStackProps } from '../../lib/network/network-stack';
import type { TemplateJson } from '../../lib/network/reachability';
import { createApp } from '../../lib/platform/app';
import { sydney } from '../support/place';

/** The network stack beside stand-ins for the rooms that it uses. */
export function networkStack(
  scope: Construct,
  props: Partial<NetworkStackProps> = {},
  place: Place = sydney,
): NetworkStack {
  const outside = new Stack(scope, 'Outside', { env: { account: place.account, region: place.region } });
  new CfnWaitConditionHandle(outside, 'NotEmpty');
  const bucket = (id: string) => s3.Bucket.fromBucketName(outside, id, `cordon-production-${id.toLowerCase()}`);
  const arn = (service: string, resource: string) => `arn:aws:${service}:${place.region}:${place.account}:${resource}`;
  return new NetworkStack(scope, 'Network', {
    place,
    description: 'VPC, security groups, endpoints and firewalls',
    cidr: '10.16.0.0/16',
    logs: {
      key: kms.Key.fromKeyArn(outside, 'LogKey', arn('kms', 'key/00000000-0000-0000-0000-000000000000')),
      accessLogs: bucket('AccessLogs'),
      loadBalancerLogs: bucket('LoadBalancerLogs'),
      archive: bucket('Archive'),
    },
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', arn('sns', 'on-call')),
      runbookUrl: 'https://runbook.example.com',
    },
    otherRegions: [],
    copyAccounts: [],
    egressHosts: ['o1.ingest.sentry.io'],
    networkFirewall: false,
    ...props,
  });
}

export function networkTemplate(props: Partial<NetworkStackProps> = {}): Template {
  return Template.fromStack(networkStack(createApp(), props));
}

/** Resources of a type by logical id, with as much of their properties as the caller looks at. */
export function propertiesOf<T>(template: Template, type: string): Record<string, T> {
  const resources = template.findResources(type) as Record<string, { Properties: T }>;
  return Object.fromEntries(Object.entries(resources).map(([id, { Properties }]) => [id, Properties]));
}

export function networkJson(props: Partial<NetworkStackProps> = {}): TemplateJson {
  return networkTemplate(props).toJSON() as TemplateJson;
}
