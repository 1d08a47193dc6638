import { Assembly } from '../../lib/commitments/assembly';
import { exampleFolder } from '../support/example-folder';

jest.setTimeout(120_000);

test('AV-03: no stack takes a value from a stack of another region, whose loss would stop it', () => {
  const { stacks } = Assembly.read(exampleFolder());
  const regionOf = new Map(stacks.map(({ location }) => [location.stackName, location.region]));
  const taken = stacks.flatMap(({ location, text }) =>
    [...text.matchAll(/"StackName":\s*"([^"]+)"/g)].map(([, name]) => ({ location, region: regionOf.get(name!) })),
  );
  expect(taken.length).toBeGreaterThan(100);
  expect(taken.filter(({ location, region }) => region !== location.region)).toEqual([]);
});
