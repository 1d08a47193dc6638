import { RightOfWay } from '../../rehearsal/right-of-way';

describe('the right of way', () => {
  test('lets so many go at a time, and of those who wait the one with farthest to go', async () => {
    const way = new RightOfWay(2);
    const went: string[] = [];
    const go = (name: string, left: number) =>
      way.turn(left).then((giveBack) => {
        went.push(name);
        return giveBack;
      });
    const first = await go('first', 1);
    const second = await go('second', 1);
    const others = [go('near', 3), go('far', 9), go('next', 5)];

    first();
    (await others[1])?.();
    second();
    await Promise.all(others.slice(1));

    expect(went).toEqual(['first', 'second', 'far', 'next', 'near']);
  });

  test('is free again once everybody has gone', async () => {
    const way = new RightOfWay(1);
    (await way.turn(1))();

    await expect(way.turn(1)).resolves.toBeInstanceOf(Function);
  });
});
