import { createHash } from 'node:crypto';
import { inWords } from '../shared/incidents/incident-events';
import { EVERY_SITE, type Incident } from '../shared/incidents/incident';
import type { IncidentStore } from '../shared/incidents/incident-store';
import { allSites, type Notice } from '../shared/incidents/notice';
import type { IncidentPolicy } from '../shared/incidents/policy';
import type { Registry } from '../shared/registry/registry';
import { affectedSites, customersOf, namedSites } from './affected';
import { awareAt, declared } from './breach';
import {
  acknowledged,
  confirmed,
  entry,
  noted,
  opened,
  refuseResolved,
  reported,
  resolved,
  type Asked,
} from './changes';
import { draftNotice, sentNotice } from './notices';
import { Refusal } from './refusal';
import type { IncidentRequest, RequestOf } from './request';

/** So much of a list is shown at once: the answer must fit into the output of a state machine. */
const SHOWN = 200;
/** Entries of a history that are shown, the newest: each may be as long as a note. */
const HISTORY_SHOWN = 40;

export interface ManagerProps {
  readonly store: IncidentStore;
  readonly registry: Pick<Registry, 'sites'>;
  readonly policy: IncidentPolicy;
  readonly company: string;
  readonly privacyContact: string;
  /** Starts the clock of an incident. */
  readonly startClock: (incident: string, reason: string) => Promise<void>;
}

/** Does with incidents what people ask for. Every request can be made once more without harm. */
export class Manager {
  constructor(private readonly props: ManagerProps) {}

  public async answer(request: IncidentRequest, asked: Asked): Promise<unknown> {
    const { store, policy } = this.props;
    switch (request.action) {
      case 'list':
        return { incidents: (await store.unresolved()).slice(0, SHOWN).map(summary) };
      case 'show':
        return this.show(request.incident);
      case 'open':
        if (request.sites) namedSites(request.sites, await this.props.registry.sites());
        return this.opened(await store.open(opened(idOf('inc', asked), request, asked)));
      case 'report-disclosure':
        return this.opened(await store.open(reported(idOf('dis', asked), request, asked, policy)));
      case 'acknowledge':
        return summary(await store.change(request.incident, (incident) => acknowledged(incident, request, asked)));
      case 'note':
        return summary(await store.change(request.incident, (incident) => noted(incident, request, asked)));
      case 'resolve':
        return summary(await store.change(request.incident, (incident) => resolved(incident, request, asked)));
      case 'confirm-disclosure':
        return summary(await store.change(request.incident, (incident) => confirmed(incident, request, asked)));
      case 'declare-breach':
        return this.declare(request, asked);
      case 'show-notice':
        return this.notice(request.incident, request.customer);
      case 'record-notice':
        return this.recordNotice(request, asked);
      case 'list-customers':
        return { customers: customersOf(affectedSites(EVERY_SITE, await this.props.registry.sites())).slice(0, SHOWN) };
    }
  }

  private async opened(incident: Incident): Promise<unknown> {
    await this.props.startClock(incident.id, 'round-1');
    return summary(incident);
  }

  private async show(id: string): Promise<unknown> {
    const { store, registry } = this.props;
    const incident = await this.existing(id);
    const [history, notices, sites] = await Promise.all([store.history(id), store.notices(id), registry.sites()]);
    return {
      incident,
      affectedSites: affectedSites(incident.affects, sites, incident.openedAt).length,
      history: history.slice(-HISTORY_SHOWN),
      notices: notices.slice(0, SHOWN).map(withoutText),
    };
  }

  /** Drafts first: what is declared has its notices, however early this is killed. */
  private async declare(request: RequestOf<'declare-breach'>, asked: Asked): Promise<unknown> {
    const { store, registry, policy, company, privacyContact: contact, startClock } = this.props;
    const incident = await this.existing(request.incident);
    refuseResolved(incident);
    const aware = awareAt(incident, request, asked);
    const known = await registry.sites();
    const sites = request.sites
      ? namedSites(request.sites, known)
      : affectedSites(incident.affects, known, incident.openedAt);
    if (sites.length === 0) throw new Refusal("The incident names no site that holds data; name the affected 'sites'");
    const facts = { ...request, awareAt: aware, company, contact };
    await store.draft(
      incident.id,
      customersOf(sites),
      (affected, drafted) => draftNotice(affected, drafted, facts, asked.at),
      (notice) =>
        entry(asked, request.by, `customer ${notice.customer} must be told of ${notice.sites.join(', ')} too`),
    );
    const notices = await store.notices(incident.id);
    const changed = await store.change(incident.id, (now) => declared(now, request, notices.length, asked, policy));
    // Another one for every site that is added: the one before may have ended with the last customer told.
    await startClock(incident.id, `breach-${notices.flatMap(allSites).length}`);
    const customers = notices.slice(0, SHOWN).map(({ customer, contact: to }) => ({ customer, contact: to }));
    return { ...summary(changed), customers };
  }

  private async recordNotice(request: RequestOf<'record-notice'>, asked: Asked): Promise<unknown> {
    const { store } = this.props;
    const notice = await this.notice(request.incident, request.customer);
    const sentAt = request.sentAt ?? asked.at;
    if (sentAt > asked.at) throw new Refusal(`sentAt ${sentAt} lies in the future; record a notice once it is sent`);
    const what = `told customer ${request.customer}, sent at ${sentAt}`;
    const told = (now: Notice) => sentNotice(now, sentAt, request.by);
    return summary(await store.noteSent(request.incident, notice.customer, told, entry(asked, request.by, what)));
  }

  private async notice(id: string, customer: string) {
    const notice = await this.props.store.notice(id, customer);
    if (notice) return notice;
    throw new Refusal(`${id} has no notice for '${customer}'; 'show' lists those that it has`);
  }

  private async existing(id: string): Promise<Incident> {
    const incident = await this.props.store.incident(id);
    if (incident) return incident;
    throw new Refusal(`There is no incident '${id}'; 'list' names those that are not resolved`);
  }
}

/** As it is listed; `show-notice` has the text. */
function withoutText({ customer, contact, residency, sites, sentAt, sentBy, earlier }: Notice) {
  return { customer, contact, residency, sites, sentAt, sentBy, earlier };
}

/** What is said of an incident in a list, and after each change. */
function summary({ id, kind, state, severity, title, count, openedAt, affects, breach, disclosure }: Incident) {
  return { id, kind, state, severity, title, count, openedAt, affects: inWords(affects), breach, disclosure };
}

/** The same for the same execution, so that a repeated one opens nothing twice. */
function idOf(prefix: 'inc' | 'dis', { at, execution }: Asked): string {
  const day = at.slice(0, 10).replaceAll('-', '');
  return `${prefix}-${day}-${createHash('sha256').update(execution).digest('hex').slice(0, 12)}`;
}
