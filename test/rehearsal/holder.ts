import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';

/** Starts one embedded part of each kind, says which, and ends as it is told: not at all, or without stopping them. */
async function main(): Promise<void> {
  const [ending, dataDirectory] = process.argv.slice(2);
  const postgres = await EmbeddedPostgres.start({ dataDirectory });
  const aws = await EmbeddedAws.start({ region: 'eu-central-1' });
  console.log(JSON.stringify({ guardians: [postgres.processId, aws.processId], home: postgres.home }));
  if (ending === 'forgets') return;
  if (ending === 'throws') throw new Error('nobody catches this');
  setInterval(() => undefined, 1000);
}

void main();
