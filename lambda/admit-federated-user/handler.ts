import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { PreSignUpTriggerEvent } from 'aws-lambda';
import { publishIdentity } from '../shared/identity/identity-events';
import { linkIdentity, usersWithEmail } from '../shared/identity/pool-users';
import { Refused } from '../shared/identity/refusal';
import { SiteClients } from '../shared/identity/site-clients';
import { measure, telemetry } from '../shared/telemetry';
import { admit, identityOf, type RefusedBecause } from './admission';
import { environmentSchema } from './environment';

const tools = telemetry('admit-federated-user');
const { tracer } = tools;
const { CLIENTS_TABLE } = environmentSchema.parse(process.env);
const cognito = tracer.captureAWSv3Client(new CognitoIdentityProviderClient({}));
const events = tracer.captureAWSv3Client(new EventBridgeClient({}));
const clients = new SiteClients(
  DynamoDBDocumentClient.from(tracer.captureAWSv3Client(new DynamoDBClient({}))),
  CLIENTS_TABLE,
);

/**
 * The application reads this in `error_description` of the callback, and sends the person to sign in once more. Cognito
 * goes on with the sign-up that has begun, whose user may not exist any more after the link: so this attempt has to end,
 * and the next one signs in as the invited user.
 */
export const LINKED = 'LINKED_SIGN_IN_AGAIN';

/** Lets nobody into the pool but those who were invited; who comes from a provider becomes the invited user. */
export async function handler(event: PreSignUpTriggerEvent): Promise<PreSignUpTriggerEvent> {
  if (event.triggerSource === 'PreSignUp_AdminCreateUser') return event;
  if (event.triggerSource === 'PreSignUp_SignUp') throw new Refused('Accounts are made by invitation only');
  const { userName, userPoolId, callerContext, request } = event;
  const { email, email_verified: emailVerified } = request.userAttributes;
  const clientSite = await clients.siteOfClient(callerContext.clientId);
  const candidates = email === undefined ? [] : await usersWithEmail(cognito, userPoolId, email);
  const admission = admit({ userName, email, emailVerified, clientSite }, candidates);
  if ('refused' in admission) {
    await report(userName, clientSite, admission.refused);
    throw new Refused('This account was not invited to this site');
  }
  await linkIdentity(cognito, userPoolId, admission.to, admission.link);
  tools.logger.info('linked', { user: admission.to, provider: admission.link.provider });
  throw new Refused(LINKED);
}

async function report(userName: string | undefined, site: string | undefined, reason: RefusedBecause): Promise<void> {
  const { provider, subject } = identityOf(userName) ?? { provider: 'unknown', subject: 'unknown' };
  measure(tools, {}, [{ name: 'FederatedSignInsRefused', unit: 'Count', value: 1 }]);
  const detail = { provider, subject, site, reason, at: new Date().toISOString() };
  tools.logger.warn('refused a federated user', { provider, site, reason });
  await publishIdentity(events, [{ type: 'Federated Sign-in Refused', detail }]);
}
