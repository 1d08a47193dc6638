import type { OperationRecord, SiteRecord } from '../shared/registry/records';
import type { SiteEvent } from '../shared/site-events';
import { Refusal } from './refusal';
import type { AccessRequest } from './request';

/** Temporary credentials, as `aws configure export-credentials` names their parts. */
export interface Credentials {
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
  readonly SessionToken: string;
  readonly Expiration: string;
}

export interface Grant {
  readonly site: string;
  readonly person: string;
  readonly until: Date;
}

export interface Means {
  readonly site: (id: string) => Promise<SiteRecord | undefined>;
  readonly note: (site: string, record: OperationRecord) => Promise<void>;
  readonly publish: (events: readonly SiteEvent[]) => Promise<void>;
  /** Credentials that read this site's data and end at that moment. */
  readonly credentials: (grant: Grant) => Promise<Credentials>;
  readonly now: Date;
}

/**
 * Gives a person of support the means to read one site's data for a while (ID-08). What was given, to whom and why stands
 * in the registry, and on-call is told, before it is given.
 *
 * @throws Refusal
 */
export async function grant(request: AccessRequest, means: Means): Promise<Credentials> {
  const { site: id, person, role, reason, minutes, id: execution } = request;
  const { now } = means;
  const site = await means.site(id);
  if (!site) throw new Refusal(404, `The registry has no site '${id}'`);
  if (site.state === 'erased') throw new Refusal(409, `Site ${id} is erased; there is nothing to read`);
  const until = new Date(now.getTime() + minutes * 60_000);
  const result = { person, role, reason, until: until.toISOString() };
  await means.note(id, { operation: 'access', at: now.toISOString(), execution, outcome: 'done', result });
  const message = `${person} (${role}) may read the data of site ${id} until ${until.toISOString()}: ${reason}`;
  await means.publish([{ type: 'accessGranted', detail: { site: id, message, ...result } }]);
  return means.credentials({ site: id, person, until });
}
