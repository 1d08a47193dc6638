import type { handler as Handler } from '../../../lambda/manage-incident/handler';
import type { Incident } from '../../../lambda/shared/incidents/incident';
import { after, incidentRecord } from '../incidents/incident-records';
import { IncidentWorld } from '../incidents/incident-world';
import { captured } from '../support/captured';
import { siteRecord } from '../support/site-records';

export const by = 'ann@vinefield.example';
export const WORDS = {
  what: 'A backup lay in a bucket that others could read.',
  data: 'Names and addresses of contacts.',
  when: 'on 24 November 2026',
  measures: 'The bucket was closed.',
  advice: 'Tell your contacts to expect strange mail.',
};

/** Where people work on incidents: three sites of two customers, and one that is erased. */
export class Desk {
  public static async open(): Promise<Desk> {
    const world = await IncidentWorld.start();
    const record = (customer: string, noticeContact?: string) => ({ customer, noticeContact });
    await world.operations.know(
      siteRecord('estate', { job: { record: record('ironbark-wines', 'privacy@ironbark.example') } }),
      siteRecord('hunter', { server: 'shared-2', job: { record: record('ironbark-wines') } }),
      siteRecord('lakeshore', { job: { record: record('lakeshore', 'dpo@lakeshore.example') } }),
      siteRecord('gone', { state: 'erased', job: { record: record('gone-customer', 'x@gone.example') } }),
    );
    const { handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/manage-incident/handler');
    return new Desk(world, handler);
  }

  private count = 0;

  private constructor(
    public readonly world: IncidentWorld,
    private readonly handler: typeof Handler,
  ) {}

  public async ask(request: object, { at = after({ hours: 1 }), execution = `execution-${++this.count}` } = {}) {
    const { result } = await captured(() => this.handler({ request, at: at.toISOString(), execution }));
    return result as Record<string, unknown>;
  }

  /** Puts an incident there; its id. */
  public async keep(changes: Partial<Incident> = {}): Promise<string> {
    const id = `inc-20261126-${String(++this.count).padStart(12, '0')}`;
    await this.world.store.open({ incident: incidentRecord({ id, resource: id, ...changes }), entries: [] });
    return id;
  }

  public declare(incident: string, more: object = {}, at = after({ hours: 1 })) {
    return this.ask({ action: 'declare-breach', incident, by, ...WORDS, ...more }, { at });
  }
}
