import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Assembly } from '../../lib/commitments/assembly';
import type { RecoveryRegion } from '../../lib/config/platform';
import { readConfig } from '../../lib/config/load';
import { resolvePlatform } from '../../lib/config/resolve';
import type { Platform } from '../../lib/config/platform';
import { createApp } from '../../lib/platform/app';
import { addStages } from '../../lib/platform/stages';

/** The example platform with the recovery region of a home region of production in a state. */
export function withRecovery(home: string, state: RecoveryRegion['state']): Platform {
  const { config, sites, placement } = readConfig('config');
  config.environments.production!.regions[home]!.recovery!.state = state;
  return resolvePlatform(config, sites, placement);
}

/**
 * Of production only a home region and its recovery region: what a test of one pair synthesizes. Development is there,
 * since no release comes into production without it.
 */
export function pair(home: string, state: RecoveryRegion['state']): Platform {
  const platform = withRecovery(home, state);
  const production = platform.environments.find(({ name }) => name === 'production')!;
  const regions = production.regions.filter(({ region }) => region === home);
  const before = platform.environments.filter(({ name }) => name === 'development');
  return { ...platform, environments: [...before, { ...production, mainRegion: home, regions }] };
}

/** The templates of a platform, and their folder. @param prepare adds checks, for one */
export function synthesize(
  platform: Platform,
  prepare?: (app: App) => void,
): { readonly assembly: Assembly; readonly folder: string } {
  const app = createApp({ outdir: mkdtempSync(join(tmpdir(), 'cordon-recovery-')) });
  prepare?.(app);
  addStages(app, platform);
  const folder = app.synth().directory;
  return { assembly: Assembly.read(folder), folder };
}
