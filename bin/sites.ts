/** `npm run sites:publish -- --environment <name> [--region <home>] | --all [--dry-run]`: tells the platform of its sites. */
import { chosenPlaces } from '../lib/catalogue/places';
import { publishCatalogue } from '../lib/catalogue/publish';
import { parseRequest, USAGE } from '../lib/catalogue/request';
import type { PublishRequest } from '../lib/catalogue/request';
import { loadOrExit } from './load-or-exit';

async function publish(request: PublishRequest): Promise<void> {
  const platform = loadOrExit();
  const chosen = chosenPlaces(platform, request);
  if ('refusal' in chosen) {
    console.error(chosen.refusal);
    process.exitCode = 1;
    return;
  }
  for (const home of chosen.places) {
    const { place, lines, failed } = await publishCatalogue(platform, home, request);
    (failed ? console.error : console.log)([place, ...lines.map((line) => `  ${line}`)].join('\n'));
    if (failed) process.exitCode = 1;
  }
}

const request = parseRequest(process.argv.slice(2));
if (request) void publish(request);
else {
  console.error(USAGE);
  process.exitCode = 2;
}
