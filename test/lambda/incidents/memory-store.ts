import type { Incident, HistoryEntry } from '../../../lambda/shared/incidents/incident';
import type { Change } from '../../../lambda/shared/incidents/incident-store';

/** Incidents in memory, for models of what happens to them over weeks; the real store has tests of its own. */
export class MemoryStore {
  public readonly incidents = new Map<string, Incident>();
  public readonly history: HistoryEntry[] = [];

  public change(id: string, change: (incident: Incident) => Change | undefined): Promise<Incident> {
    const incident = this.incidents.get(id);
    if (!incident) throw new Error(`no ${id}`);
    const wanted = change(incident);
    return Promise.resolve(wanted ? this.keep(wanted) : incident);
  }

  public keep({ incident, entries }: Change): Incident {
    const written = { ...incident, version: incident.version + 1 };
    this.incidents.set(incident.id, written);
    this.history.push(...entries);
    return written;
  }
}
