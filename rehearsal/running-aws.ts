import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import type { EmbeddedAwsClient } from './embedded-aws';

/** What a rehearsal needs of an AWS, be it embedded or one that runs already. */
export interface Aws {
  /** Base address of every service. */
  readonly endpoint: string;
  /** Settings of an SDK client. */
  client(): EmbeddedAwsClient;
  /** Environment of a program that is to use it, such as `cdk deploy`. */
  environment(): Record<string, string>;
  /** Where its log is, for people. */
  readonly logFile: string;
  stop(): Promise<void>;
}

/** An emulator of AWS that somebody else has started, and stops. */
export interface Running {
  /** Its address, as in `AWS_ENDPOINT_URL`. */
  readonly endpoint: string;
  readonly credentials: EmbeddedAwsClient['credentials'];
}

/**
 * Joins an emulator that runs already. It must run functions on this machine, as MiniStack does: they run the worker.
 *
 * @throws Error if it is AWS itself, where no region may be lost for a rehearsal; if it does not answer; if it is
 * another account; or if it holds the sites of an earlier rehearsal.
 */
export async function joinAws(
  { endpoint, credentials }: Running,
  { region, account }: { readonly region: string; readonly account: string },
): Promise<Aws> {
  const host = URL.canParse(endpoint) ? new URL(endpoint).hostname : undefined;
  if (host === undefined) throw new Error(`AWS_ENDPOINT_URL is '${endpoint}', which is no address; give http://…`);
  if (/(^|\.)(amazonaws\.com(\.cn)?|api\.aws)$/.test(host)) {
    const instead = 'In an account of AWS the quarterly drill does that (docs/runbook.md)';
    throw new Error(`AWS_ENDPOINT_URL is AWS itself, and a rehearsal deletes what a region holds. ${instead}`);
  }
  const client = { endpoint, region, credentials };
  const found = await accountOf(client);
  if (found !== account) {
    const remedy = 'An emulator takes the account from AWS_ACCESS_KEY_ID';
    throw new Error(`AWS_ENDPOINT_URL answers as account ${found}, and the rehearsal is of ${account}. ${remedy}`);
  }
  const { TableNames = [] } = await new DynamoDBClient(client).send(new ListTablesCommand({}));
  const left = TableNames.find((name) => name.startsWith('sites-'));
  if (left) throw new Error(`AWS_ENDPOINT_URL holds an earlier rehearsal (table ${left}). Start it anew, and empty`);
  return {
    endpoint,
    client: () => client,
    environment: () => ({
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_EC2_METADATA_DISABLED: 'true',
    }),
    logFile: 'kept by whoever started it',
    stop: () => Promise.resolve(),
  };
}

async function accountOf(client: EmbeddedAwsClient): Promise<string | undefined> {
  try {
    return (await new STSClient({ ...client, maxAttempts: 1 }).send(new GetCallerIdentityCommand({}))).Account;
  } catch (error) {
    throw new Error(`AWS_ENDPOINT_URL is ${client.endpoint}, where no AWS answers: ${(error as Error).message}`);
  }
}
