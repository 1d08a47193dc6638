import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { Platform } from '../config/platform';

/** The bootstrap stack's parameter that every deployment of the CDK reads. */
const BOOTSTRAP_VERSION = '/cdk-bootstrap/hnb659fds/version';
/** The least version that assemblies of this CDK deploy with. */
const LEAST_BOOTSTRAP_VERSION = 6;

export interface Preflight {
  /** Facts that hold, in the order they were found. */
  readonly facts: readonly string[];
  /** Reasons not to deploy; empty when it may go on. */
  readonly refusals: readonly string[];
}

/** Asks AWS whether the credentials at hand may deploy an environment: right account, every region bootstrapped. */
export async function preflight(platform: Platform, environmentName: string): Promise<Preflight> {
  const environment = platform.environments.find(({ name }) => name === environmentName);
  if (!environment) {
    const known = platform.environments.map(({ name }) => name).join(', ');
    return {
      facts: [],
      refusals: [`There is no environment '${environmentName}' in the config; choose one of ${known}.`],
    };
  }
  const identity = await identify(environment.mainRegion);
  if ('refusal' in identity) return { facts: [], refusals: [identity.refusal] };
  const facts = [`You are ${identity.arn}.`];
  if (identity.account !== environment.account) {
    const refusal = `These credentials belong to account ${identity.account}, but ${environment.name} is account ${environment.account}; sign in there and run this again.`;
    return { facts, refusals: [refusal] };
  }
  facts.push(`Account ${identity.account} is ${environment.name}, as the config says.`);
  const regions = environment.regions.flatMap(({ region, recovery }) =>
    recovery ? [region, recovery.region] : [region],
  );
  const results = await Promise.all(regions.map((region) => bootstrapVersion(environment.account, region)));
  return {
    facts: [...facts, ...results.flatMap((result) => ('fact' in result ? [result.fact] : []))],
    refusals: results.flatMap((result) => ('refusal' in result ? [result.refusal] : [])),
  };
}

async function identify(region: string): Promise<{ account: string; arn: string } | { refusal: string }> {
  try {
    const { Account, Arn } = await new STSClient({ region }).send(new GetCallerIdentityCommand({}));
    if (Account && Arn) return { account: Account, arn: Arn };
    return { refusal: 'AWS did not say who you are; sign in again.' };
  } catch (error) {
    return {
      refusal: `AWS does not know you (${reason(error)}); sign in, for example with \`aws sso login\`, and run this again.`,
    };
  }
}

async function bootstrapVersion(account: string, region: string): Promise<{ fact: string } | { refusal: string }> {
  const remedy = `run \`npx cdk bootstrap aws://${account}/${region}\``;
  try {
    const { Parameter } = await new SSMClient({ region }).send(new GetParameterCommand({ Name: BOOTSTRAP_VERSION }));
    const version = Number(Parameter?.Value);
    if (version >= LEAST_BOOTSTRAP_VERSION) return { fact: `${region} is bootstrapped (version ${version}).` };
    return {
      refusal: `${region} is bootstrapped with version ${version}, and ${LEAST_BOOTSTRAP_VERSION} is the least that works; ${remedy}.`,
    };
  } catch (error) {
    if (error instanceof ParameterNotFound) return { refusal: `${region} is not bootstrapped; ${remedy}.` };
    return { refusal: `Could not ask ${region} whether it is bootstrapped (${reason(error)}).` };
  }
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error);
}
