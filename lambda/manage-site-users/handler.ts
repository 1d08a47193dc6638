import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { readRequest } from './request';
import { invite, link, list, remove } from './users';

const { logger, tracer } = telemetry('manage-site-users');
const { USER_POOL, APPLICATION_ROLES } = environmentSchema.parse(process.env);
const means = {
  cognito: tracer.captureAWSv3Client(new CognitoIdentityProviderClient({})),
  pool: USER_POOL,
  roles: APPLICATION_ROLES.split(' '),
};

/** Invites, lists and removes the users of a site, and links their accounts at providers. */
export async function handler(event: unknown): Promise<unknown> {
  const request = readRequest(event);
  const { action, site } = request;
  logger.info(action, { site });
  switch (request.action) {
    case 'invite':
      return invite(request, means);
    case 'remove':
      return remove(request, means);
    case 'link':
      return link(request, means);
    case 'list':
      return list(request, means);
  }
}
