import { setTimeout as sleep } from 'node:timers/promises';
import { startTogether } from '../../rehearsal/start-together';

const stopped: string[] = [];
beforeEach(() => void stopped.splice(0));

async function part(name: string, after: number) {
  await sleep(after);
  return {
    name,
    stop(): Promise<void> {
      stopped.push(name);
      return Promise.resolve();
    },
  };
}

test('gives all parts in their order', async () => {
  const parts = await startTogether(part('slow', 5), part('fast', 0));
  expect(parts.map(({ name }) => name)).toEqual(['slow', 'fast']);
  expect(stopped).toEqual([]);
});

test('stops those that started, and those that start later, where one does not start', async () => {
  const broken = sleep(5).then(() => Promise.reject<Awaited<ReturnType<typeof part>>>(new Error('no port is free')));
  await expect(startTogether(part('before', 0), broken, part('after', 20))).rejects.toThrow('no port is free');
  expect(stopped).toEqual(['before', 'after']);
});
