import { personSchema, type Identifier, type Person } from '../../lambda/shared/person';
import type { PersonalData } from '../../lambda/shared/job';
import { WorkerError } from '../errors';
import type { SiteWork } from '../site-work';
import { s3Object } from '../storage/s3-object';
import { isBlank } from './identifiers';

/** Reads whom an operation is about. @param uri `s3://` address, in the region of the server. */
export async function readPerson({ shop }: SiteWork, uri: string): Promise<Person> {
  const text = await s3Object(uri, shop.aws, shop.job.home.region).read();
  // What is wrong with it is not said in words that may be the person's.
  const { data: person } = personSchema.safeParse(parsed(text));
  if (person && !person.identifiers.some((identifier: Identifier) => isBlank(identifier))) return person;
  throw new WorkerError(
    'BadRequest',
    `${uri} does not say whom it is about: it must hold identifiers, none of them blank`,
  );
}

/** Where the application keeps personal data; refuses where nobody has said so. */
export function personalDataOf({ site }: SiteWork): PersonalData {
  if (site.personalData && site.personalData.columns.length > 0) return site.personalData;
  const message = `Nobody can be found in site ${site.id}: 'masking' in platform.yaml lists no personal data`;
  throw new WorkerError('BadRequest', message);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
