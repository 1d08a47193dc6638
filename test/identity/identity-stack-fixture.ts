import { Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { identitySchema } from '../../lib/config/identity-schema';
import type { HomeRegion } from '../../lib/config/platform';
import { IdentityStack } from '../../lib/identity/identity-stack';
import { surroundings } from '../data/surroundings';
import { sydney } from '../support/place';

export const CERTIFICATE = 'arn:aws:acm:us-east-1:111111111111:certificate/6a1d0c52-7f0e-4b8f-9d38-2f4f6c1a9e01';
export const SERVERS = `arn:aws:iam::${sydney.account}:role/web-servers`;

export const home: HomeRegion = {
  ...sydney,
  cidr: '10.0.0.0/16',
  timeZone: 'Australia/Sydney',
  domain: 'au.vinefield.example',
  hostedZoneId: 'Z0123456789ABC',
  servers: [],
  sites: [],
  egressHosts: [],
  signInHost: 'sign-in.au.vinefield.example',
};

const config = { providerSecretsOf: '2026-11-01', applicationRoles: ['admin', 'reader'] };

/** The identity stack of a production region, with everything around it imported. */
export function identityStack(scope: App | Stage, changes: Record<string, unknown> = {}, place = home): IdentityStack {
  // Bundling of the functions is no matter of these tests, and slow.
  scope.node.setContext('aws:cdk:bundling-stacks', []);
  const certificates = { production: { [home.region]: CERTIFICATE } };
  const { logs, onCall } = surroundings(scope, home);
  const outside = new Stack(scope, 'outside-identity', { env: { account: home.account, region: home.region } });
  const banList = (family: string) =>
    ({ attrArn: `arn:aws:wafv2:${home.region}:${home.account}:regional/ipset/banned-${family}/1` }) as wafv2.CfnIPSet;
  return new IdentityStack(scope, 'identity', {
    place,
    description: 'Users and keys',
    config: identitySchema.parse({ certificates, ...config, ...changes }),
    company: 'Vinefield Software',
    stores: {
      place: home,
      registry: dynamodb.Table.fromTableArn(
        outside,
        'Registry',
        `arn:aws:dynamodb:${home.region}:${home.account}:table/registry`,
      ),
      key: kms.Key.fromKeyArn(
        outside,
        'SitesKey',
        `arn:aws:kms:${home.region}:${home.account}:key/2b3c4d5e-1a2b-3c4d-5e6f-1a2b3c4d5e6f`,
      ),
    },
    servers: iam.Role.fromRoleArn(outside, 'Servers', SERVERS),
    banLists: { ipv4: banList('ipv4'), ipv6: banList('ipv6') },
    logs,
    onCall,
  });
}
