import { RightOfWay } from '../../rehearsal/right-of-way';

type Go = (name: string, left: number) => Promise<() => void>;

/** Turns that are taken, in the order in which they are. */
function goingBy(way: RightOfWay): { readonly went: string[]; readonly go: Go } {
  const went: string[] = [];
  const go = async (name: string, left: number) => {
    const giveBack = await way.turn(left);
    went.push(name);
    return giveBack;
  };
  return { went, go };
}

describe('the right of way', () => {
  test('lets so many go at a time, and of those who wait the one with farthest to go', async () => {
    const { went, go } = goingBy(new RightOfWay(2));
    const first = await go('first', 10);
    const second = await go('second', 10);
    const others = [go('near', 3), go('far', 9), go('next', 5)];

    first();
    (await others[1])?.();
    second();
    await Promise.all(others);

    expect(went).toEqual(['first', 'second', 'far', 'next', 'near']);
  });

  test('never lets whoever has farther to go than all others wait', async () => {
    const { went, go } = goingBy(new RightOfWay(2));
    const first = await go('first', 10);
    const second = await go('second', 10);
    const equal = go('equal', 10);
    const farther = await go('farther', 11);
    expect(went).toEqual(['first', 'second', 'farther']);

    first();
    const farthest = await go('farthest', 12);
    expect(went).toEqual(['first', 'second', 'farther', 'farthest']);

    for (const giveBack of [second, farther, farthest]) giveBack();
    await equal;
  });

  test('is free again once everybody has gone', async () => {
    const way = new RightOfWay(1);
    (await way.turn(1))();

    await expect(way.turn(1)).resolves.toBeInstanceOf(Function);
  });
});
