import { setTimeout as sleep } from 'node:timers/promises';
import { allEnded } from '../../worker/parallel';

describe('works side by side', () => {
  test('give their results in their order', async () => {
    const slow = sleep(20).then(() => 'slow');

    expect(await allEnded([slow, Promise.resolve('quick')])).toEqual(['slow', 'quick']);
  });

  test('have all ended when the failure of one is told', async () => {
    let ended = false;
    const slow = sleep(20).then(() => (ended = true));

    await expect(allEnded([Promise.reject(new Error('broken')), slow])).rejects.toThrow('broken');
    expect(ended).toBe(true);
  });
});
