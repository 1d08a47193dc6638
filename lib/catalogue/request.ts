import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface PublishRequest {
  /** Default: every one. */
  readonly environment?: string;
  /** Default: every home region of the environment. */
  readonly region?: string;
  /** Only says what would change. */
  readonly dryRun: boolean;
}

export const USAGE = 'Usage: sites publish --environment <name> [--region <home region>] | --all [--dry-run]';

/** Reads the arguments of the command; undefined where they are none that it knows. */
export function parseRequest(args: readonly string[]): PublishRequest | undefined {
  try {
    const { positionals, values } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        environment: { type: 'string' },
        region: { type: 'string' },
        all: { type: 'boolean', default: false },
        'dry-run': { type: 'boolean', default: false },
      },
    });
    const { environment, region, all, 'dry-run': dryRun } = values;
    // Everywhere is said in so many words: it takes the credentials of every account.
    const clear = all ? environment === undefined && region === undefined : environment !== undefined;
    return clear && positionals.join(' ') === 'publish' ? { environment, region, dryRun } : undefined;
  } catch {
    return undefined;
  }
}
