import { isDeepStrictEqual } from 'node:util';
import type { Catalogue, CatalogueServer, CatalogueSite } from '../../lambda/shared/catalogue';

export interface Changed {
  readonly id: string;
  /** Names of the facts that differ, sorted. */
  readonly facts: readonly string[];
}

/** What a new catalogue changes, each list in the order of ids. */
export interface CatalogueChanges {
  readonly added: readonly CatalogueSite[];
  readonly changed: readonly Changed[];
  readonly gone: readonly CatalogueSite[];
  readonly addedServers: readonly CatalogueServer[];
  readonly changedServers: readonly Changed[];
  readonly goneServers: readonly CatalogueServer[];
}

/** @param before What is published. Default: nothing */
export function changesBetween(before: Catalogue | undefined, after: Catalogue): CatalogueChanges {
  const sites = compare(before?.sites ?? [], after.sites, ({ job }) => job.id, factsOf);
  const servers = compare(
    before?.servers ?? [],
    after.servers,
    ({ id }) => id,
    (server) => ({ ...server }),
  );
  return {
    ...sites,
    addedServers: servers.added,
    changedServers: servers.changed,
    goneServers: servers.gone,
  };
}

/** What a new catalogue changes, a line each. */
export function renderCatalogueChanges(changes: CatalogueChanges): string[] {
  const { added, changed, gone, addedServers, changedServers, goneServers } = changes;
  return [
    ...addedServers.map(({ id }) => `+ server ${id}`),
    ...changedServers.map(({ id, facts }) => `~ server ${id}: ${facts.join(', ')}`),
    ...goneServers.map(({ id }) => `- server ${id}`),
    ...added.map(({ job, server }) => `+ ${job.id} on ${server}: will be onboarded if it is new`),
    ...changed.map(({ id, facts }) => `~ ${id}: ${facts.join(', ')}`),
    ...gone.map(({ job, server }) => `- ${job.id} on ${server}: will be backed up until it is retired or erased`),
  ];
}

type Facts = Readonly<Record<string, unknown>>;

function compare<T>(
  before: readonly T[],
  after: readonly T[],
  idOf: (item: T) => string,
  facts: (item: T) => Facts,
): { readonly added: T[]; readonly changed: Changed[]; readonly gone: T[] } {
  const old = new Map(before.map((item) => [idOf(item), item]));
  const now = new Map(after.map((item) => [idOf(item), item]));
  return {
    added: after.filter((item) => !old.has(idOf(item))),
    changed: after.flatMap((item) => {
      const known = old.get(idOf(item));
      const names = known === undefined ? [] : differences(facts(known), facts(item));
      return names.length > 0 ? [{ id: idOf(item), facts: names }] : [];
    }),
    gone: before.filter((item) => !now.has(idOf(item))),
  };
}

/** What is said of a site; what the job and the record both say is one fact. */
function factsOf({ job: { record, ...job }, ...site }: CatalogueSite): Facts {
  return { ...record, ...site, ...job };
}

function differences(before: Facts, after: Facts): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => !isDeepStrictEqual(before[name], after[name])).sort();
}
