import { EmbeddedAws } from '../../rehearsal/embedded-aws';
import { EmbeddedPostgres } from '../../rehearsal/embedded-postgres';

/** Starts one embedded part of each kind, says which, and ends as it is told: not at all, or without stopping them. */
async function main(ending: string | undefined): Promise<void> {
  const [postgres, aws] = await Promise.all([EmbeddedPostgres.start(), EmbeddedAws.start({ region: 'eu-central-1' })]);
  console.log(JSON.stringify({ guardians: [postgres.processId, aws.processId], home: postgres.home }));
  if (ending === 'stays') setInterval(() => undefined, 1000);
}

void main(process.argv[2]);
