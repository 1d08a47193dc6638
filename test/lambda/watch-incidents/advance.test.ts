import { advance } from '../../../lambda/watch-incidents/advance';
import { breached, incidentRecord, POLICY, after } from '../incidents/incident-records';
import { MemoryStore } from '../incidents/memory-store';

function world(incident = incidentRecord()) {
  const store = new MemoryStore();
  store.keep({ incident, entries: [] });
  return { store, id: incident.id };
}

test('a notice that could not be sent is not noted as sent, and is sent by a later look', async () => {
  const { store, id } = world();
  const fails = () => Promise.reject(new Error('EventBridge is away'));
  await expect(advance(id, { store, policy: POLICY, tell: fails, now: after({}) })).rejects.toThrow('away');
  expect(store.history).toEqual([]);
  const sent: string[] = [];
  const works = (_: unknown, { name }: { name: string }) => Promise.resolve(void sent.push(name));
  await advance(id, { store, policy: POLICY, tell: works, now: after({ minutes: 2 }) });
  expect(sent).toEqual([]);
  await advance(id, { store, policy: POLICY, tell: works, now: after({ minutes: 5 }) });
  expect(sent).toEqual(['level-1.1']);
  expect(store.history).toMatchObject([{ by: 'watch-incidents', detail: 'level-1.1' }]);
});

test('what happens while a notice is sent is not undone by noting it', async () => {
  const { store, id } = world(breached());
  const tell = () =>
    store
      .change(id, (incident) => ({
        incident: { ...incident, breach: { ...incident.breach!, sent: 1 } },
        entries: [],
      }))
      .then(() => undefined);
  await advance(id, { store, policy: POLICY, tell, now: after({}) });
  expect(store.incidents.get(id)?.breach?.sent).toBe(1);
});
