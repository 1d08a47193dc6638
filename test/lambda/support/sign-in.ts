import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  AdminInitiateAuthCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ZipFile } from 'yazl';
import { bundledProgram } from '../../../lib/platform/bundle';
import type { IdentityWorld } from './identity-world';

/** Lets the pool of a world ask the real function before it gives tokens, as a Lambda function of the embedded AWS. */
export async function addTokenTrigger({ aws, cognito, pool }: IdentityWorld): Promise<void> {
  const folder = bundledProgram({ source: 'lambda/issue-token/handler.ts', name: 'index.js' });
  const answer = await fetch(`${aws.endpoint}/2015-03-31/functions`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `AWS4-HMAC-SHA256 Credential=${aws.account}/20260101/${aws.region}/lambda/aws4_request`,
    },
    body: JSON.stringify({
      FunctionName: 'issue-token',
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${aws.account}:role/issue-token`,
      Code: { ZipFile: (await zipped(readFileSync(join(folder, 'index.js')))).toString('base64') },
      Environment: { Variables: { CLIENTS_TABLE: 'clients', POWERTOOLS_TRACE_ENABLED: 'false' } },
      Timeout: 30,
    }),
  });
  const { FunctionArn } = (await answer.json()) as { FunctionArn?: string };
  if (!answer.ok || FunctionArn === undefined) throw new Error(`No function: ${answer.status}`);
  await cognito.send(
    new UpdateUserPoolCommand({
      UserPoolId: pool,
      LambdaConfig: { PreTokenGenerationConfig: { LambdaArn: FunctionArn, LambdaVersion: 'V2_0' } },
    }),
  );
}

/**
 * Signs a user in through an app client and gives the access token. The sign-in page does it in a browser; here, the
 * client is allowed to take a password besides.
 */
export async function signIn(
  { cognito, pool, clients }: IdentityWorld,
  site: string,
  user: { readonly name: string; readonly password: string },
): Promise<string> {
  const ClientId = (await clients.ofSite(site))?.client ?? '';
  const ExplicitAuthFlows = ['ALLOW_ADMIN_USER_PASSWORD_AUTH' as const, 'ALLOW_REFRESH_TOKEN_AUTH' as const];
  await cognito.send(new UpdateUserPoolClientCommand({ UserPoolId: pool, ClientId, ExplicitAuthFlows }));
  const { AuthenticationResult } = await cognito.send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool,
      ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: user.name, PASSWORD: user.password },
    }),
  );
  return AuthenticationResult?.AccessToken ?? '';
}

async function zipped(code: Buffer): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(code, 'index.js');
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
