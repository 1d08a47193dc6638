import { inParallel } from '../../worker/parallel';
import type { Catalogue } from '../shared/catalogue';
import type { SiteRecord, SiteState } from '../shared/registry/records';
import type { Registry } from '../shared/registry/registry';
import type { SiteEvent } from '../shared/site-events';
import { CatalogueRefused } from '../shared/catalogue-file';

/** What the reconciliation works with. */
export interface Reconciliation {
  readonly registry: Registry;
  readonly startOnboarding: (site: SiteRecord) => Promise<void>;
  readonly publish: (events: readonly SiteEvent[]) => Promise<void>;
  readonly now: () => Date;
  /** A person has confirmed that many sites depart at once. Default: nobody has. */
  readonly confirmed?: boolean;
}

export interface Reconciled {
  /** Sites in the catalogue. */
  readonly described: number;
  /** Sites whose onboarding was started, or is under way. */
  readonly onboarded: readonly string[];
  /** Sites that were active and are not in the catalogue any more. */
  readonly departed: readonly string[];
  /** Departed sites that are in the catalogue again. */
  readonly returned: readonly string[];
  /** Sites in the catalogue that are retired or erased: their ids are used up, and nothing is done for them. */
  readonly ended: readonly string[];
}

/** Sites are read and written so many at a time: what the index of all sites takes in a second is limited. */
const SITES_AT_ONCE = 8;
/** So many sites may depart at once, whatever their share. */
const FEW = 3;

/**
 * Brings the registry in line with the catalogue. Nothing is ever removed: a site that is no longer in the config is
 * backed up as before until a person has it retired or erased. Done once more it changes nothing.
 *
 * @throws CatalogueRefused where more than a third of the active sites would depart at once, unless that is confirmed.
 */
export async function reconcile(catalogue: Catalogue, work: Reconciliation): Promise<Reconciled> {
  const { registry } = work;
  const wanted = new Set(catalogue.sites.map(({ job }) => job.id));
  const known = await registry.sites();
  // The list may lag behind, the single site does not.
  const departing = await stillActive(
    known.filter(({ id }) => !wanted.has(id)),
    registry,
  );
  if (!work.confirmed) refuseExodus(departing, known);

  const since = work.now().toISOString();
  for (const server of catalogue.servers) await registry.describeServer(server);
  const described = await each(catalogue.sites, (site) =>
    registry.describeSite({ ...site, id: site.job.id, state: 'planned', since }),
  );
  const inState = (...states: readonly SiteState[]) => described.filter(({ state }) => states.includes(state));

  const returned = inState('departed');
  await each(returned, ({ id }) => registry.setState(id, 'active', since, ['departed']));
  // First told, then noted: a retry rather tells twice than never.
  await work.publish(departing.map((site) => departure(site, catalogue)));
  await each(departing, ({ id }) => registry.setState(id, 'departed', since, ['active']));
  const planned = inState('planned');
  await startAll(planned, work);

  return {
    described: described.length,
    onboarded: ids(planned),
    departed: ids(departing),
    returned: ids(returned),
    ended: ids(inState('retired', 'erased')),
  };
}

async function stillActive(sites: readonly SiteRecord[], registry: Registry): Promise<SiteRecord[]> {
  const found = await each(sites.filter(isActive), ({ id }) => registry.site(id));
  return found.filter((site) => site !== undefined).filter(isActive);
}

function isActive({ state }: SiteRecord): boolean {
  return state === 'active';
}

/** A config folder that was half checked out, or the wrong one, must not pass for a company that lost its customers. */
function refuseExodus(departing: readonly SiteRecord[], known: readonly SiteRecord[]): void {
  const active = known.filter(isActive).length;
  if (departing.length <= FEW || departing.length * 3 <= active) return;
  const some = ids(departing).slice(0, 5).join(', ');
  throw new CatalogueRefused(
    `${departing.length} of ${active} active sites are not in the catalogue any more (${some}, …); ` +
      'publish a full one or, if they are to depart, invoke this function with {"confirmed": true}',
  );
}

function departure({ id, job }: SiteRecord, { environment, region }: Catalogue): SiteEvent {
  const hold = job.legalHold ? `, though it is under legal hold since ${job.legalHold.since}` : '';
  const message =
    `Site ${id} of ${environment} in ${region} is not in the config any more${hold}. It is backed up as before; ` +
    'have it retired or erased, or bring its file back.';
  return { type: 'departed', detail: { site: id, environment, region, message } };
}

/** One site that can't be onboarded keeps no other one from it. */
async function startAll(sites: readonly SiteRecord[], { startOnboarding }: Reconciliation): Promise<void> {
  const failures: string[] = [];
  await each(sites, async (site) => {
    await startOnboarding(site).catch((error: unknown) => failures.push(`${site.id}: ${String(error)}`));
  });
  if (failures.length > 0) throw new Error(`${failures.length} sites can't be onboarded: ${failures.join('; ')}`);
}

function each<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  return inParallel(items, SITES_AT_ONCE, new AbortController().signal, work);
}

function ids(sites: readonly SiteRecord[]): string[] {
  return sites.map(({ id }) => id);
}
