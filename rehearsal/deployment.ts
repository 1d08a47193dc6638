import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { HomeRegion } from '../lib/config/platform';
import type { World } from './world';

/** Arguments of Node for a program that is not to outlive this process, even if it is killed; and its environment. */
export const END_WITH_PARENT = ['--require', join(__dirname, 'end-with-parent.js')];
export const PARENT = { REHEARSAL: String(process.pid) };

const CDK = join(__dirname, '..', 'node_modules', 'aws-cdk', 'bin', 'cdk');

/** Bootstraps the embedded AWS, with the very command that bootstraps AWS. */
export async function bootstrap(
  world: World,
  { account, region }: HomeRegion,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  // In a directory where no app is to be found: it needs none.
  await cdk(world, ['bootstrap', `aws://${account}/${region}`], say, signal);
}

/** Deploys stacks to the embedded AWS, with the very command that deploys to AWS. */
export async function deploy(
  world: World,
  { stackNames, directory }: { readonly stackNames: readonly string[]; readonly directory: string },
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const options = ['--app', directory, '--require-approval', 'never', '--exclusively', '--progress', 'events'];
  await cdk(world, ['deploy', ...stackNames, ...options], say, signal);
}

function cdk(world: World, args: readonly string[], say: (line: string) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const env = {
      ...world.aws.environment(),
      ...PARENT,
      PATH: process.env.PATH,
      // Nothing of whoever runs this: neither credentials, nor settings of the CDK.
      HOME: world.directory,
      CDK_HOME: world.directory,
      CI: 'true',
    };
    const child = execFile(
      process.execPath,
      [...END_WITH_PARENT, CDK, ...args],
      { cwd: world.directory, env, maxBuffer: 1e8, signal },
      (error, output, complaints) => {
        if (error) reject(new Error(`cdk ${args[0]} failed:\n${output.slice(-3000)}\n${complaints.slice(-3000)}`));
        else resolve();
      },
    );
    const lines = (data: string): void => data.split('\n').filter(Boolean).forEach(say);
    child.stdout?.on('data', lines);
    child.stderr?.on('data', lines);
  });
}
