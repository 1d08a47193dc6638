import { CfnWaitConditionHandle, Stack } from 'aws-cdk-lib';
import type { App, Stage } from 'aws-cdk-lib';
import * as sns from 'aws-cdk-lib/aws-sns';
import { AccessStack } from '../../lib/access/access-stack';
import type { AccessStackProps } from '../../lib/access/access-stack';
import type { AccessConfig } from '../../lib/config/access-schema';
import { accessSchema } from '../../lib/config/access-schema';
import { networkStack } from '../network/support';
import { home, sitesStack } from '../sites/surroundings';

const everywhere = { environments: ['production', 'test'], sessionMinutes: 60 };

export const STAFF: AccessStackProps['config']['staff'] = {
  samlProvider: 'vinefield',
  roles: [
    { name: 'auditor', access: 'read-only', ...everywhere },
    { name: 'operator', access: 'operator', ...everywhere },
    { name: 'helpdesk', access: 'support', environments: ['production'], sessionMinutes: 30 },
    { name: 'emergency', access: 'break-glass', ...everywhere },
    { name: 'developer', access: 'operator', environments: ['development'], sessionMinutes: 60 },
  ],
};

export const SAML: AccessConfig['vpn']['authentication'] = {
  method: 'saml',
  provider: 'vinefield-vpn',
  groups: { operator: 'servers-operators', emergency: 'servers-emergency', developer: 'servers-developers' },
};

export const CLIENT_AUTHORITY =
  'arn:aws:acm:ap-southeast-2:111111111111:certificate/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f';

export const MUTUAL_TLS: AccessConfig['vpn']['authentication'] = {
  method: 'mutual-tls',
  clientCertificates: { production: { 'ap-southeast-2': CLIENT_AUTHORITY } },
};

/** The access stack of Sydney, beside a real network and a real registry. */
export function accessStack(
  scope: App | Stage,
  authentication: AccessConfig['vpn']['authentication'] = SAML,
): AccessStack {
  const { region, account } = home;
  const outside = new Stack(scope, 'access-outside', { env: { account, region } });
  new CfnWaitConditionHandle(outside, 'NotEmpty');
  const { network } = networkStack(scope, { cidr: home.cidr });
  const { stores } = sitesStack(scope);
  return new AccessStack(scope, 'access', {
    place: home,
    description: 'Access',
    config: { staff: STAFF, access: accessSchema.parse({ vpn: { authentication, clientRange: '172.16.0.0/22' } }) },
    stores,
    network,
    logs: stores.logs,
    onCall: {
      topic: sns.Topic.fromTopicArn(outside, 'OnCall', `arn:aws:sns:${region}:${account}:on-call`),
      runbookUrl: 'https://runbook.example.com',
    },
  });
}
