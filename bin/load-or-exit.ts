import { loadPlatform } from '../lib/config/load';
import { ConfigError } from '../lib/config/problems';
import type { Platform } from '../lib/config/platform';

/** Reads the config that `CORDON_CONFIG` names, `config/` by default; prints what is wrong with it and exits otherwise. */
export function loadOrExit(): Platform {
  try {
    return loadPlatform(process.env.CORDON_CONFIG ?? 'config', { today: new Date().toISOString().slice(0, 10) });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(1);
  }
}
