import { EVERY_SITE, NO_SITE, type Affects, type Severity } from '../shared/incidents/incident';

/** What the events of all sources have in common, once they are understood. */
export interface Finding {
  readonly source: string;
  readonly type: string;
  readonly resource: string;
  readonly severity: Severity;
  readonly title: string;
  readonly affects: Affects;
}

/** Where the platform stands: names of its resources begin with it. */
export interface Names {
  readonly platform: string;
  readonly environment: string;
}

/** What is common to all events of EventBridge. */
export interface Envelope {
  readonly id: string;
  readonly source: string;
  readonly detailType: string;
  readonly resources: readonly string[];
}

/** Tag that says which site a resource belongs to. */
export const SITE_TAG = 'cordon:site';

export function site(id: string): Affects {
  return { ...NO_SITE, sites: [id] };
}

/**
 * Whom a database server concerns. A name that is not one of ours concerns everybody: better to look at too many sites
 * than at too few.
 */
export function server(nameOrArn: string | undefined, { platform, environment }: Names): Affects {
  const name = nameOrArn?.split(':').at(-1) ?? '';
  const prefix = `${platform}-${environment}-`;
  if (!name.startsWith(prefix) || name.length === prefix.length) return EVERY_SITE;
  return { ...NO_SITE, servers: [name.slice(prefix.length)] };
}

/** Of a title so many characters are kept. */
const KEPT = 240;

export function title(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .join(': ')
    .replace(/\s+/g, ' ')
    .slice(0, KEPT);
}
