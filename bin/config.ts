/** `npm run config:check | config:show [-- --json] | config:place | config:schema`: the config folder at the command line. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemas } from '../lib/config/json-schema';
import { ConfigError, loadPlatform, readConfig } from '../lib/config/load';
import { place, renderPlacement } from '../lib/config/placement';
import { renderChanges, renderJson, renderPlatform, renderSummary } from '../lib/config/report';
import { resolvePlatform } from '../lib/config/resolve';

const folder = process.env.CORDON_CONFIG ?? 'config';
const today = new Date().toISOString().slice(0, 10);

const commands: Record<string, (flag?: string) => void> = {
  check: () => console.log(renderSummary(loadPlatform(folder, { today }))),
  show: (flag) => console.log((flag === '--json' ? renderJson : renderPlatform)(loadPlatform(folder, { today }))),
  place: () => {
    const { config, sites, placement } = readConfig(folder, { today, beforePlacing: true });
    const placed = place(config, sites, placement);
    resolvePlatform(config, sites, placed, { today }); // Nothing is written that could not be read again.
    writeFileSync(join(folder, 'placement.yaml'), renderPlacement(placed));
    console.log(renderChanges(placement, placed));
  },
  schema: () => {
    mkdirSync(join(folder, 'schema'), { recursive: true });
    for (const [file, text] of jsonSchemas()) writeFileSync(join(folder, 'schema', file), text);
  },
};

const [name = '', flag] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (!command || (flag !== undefined && !(name === 'show' && flag === '--json'))) {
  console.error('Usage: config check | show [--json] | place | schema');
  process.exit(2);
}
try {
  command(flag);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
