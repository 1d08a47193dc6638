import { instanceMemory } from '../../lib/data/instance-memory';

test.each([
  ['m7g.large', 8],
  ['m7g.xlarge', 16],
  ['r7g.4xlarge', 128],
  ['c6gd.2xlarge', 16],
  ['x2g.large', 32],
  ['t4g.micro', 1],
  ['t4g.2xlarge', 32],
])('%s has %d GiB', (type, gib) => expect(instanceMemory(type)).toBe(gib * 2 ** 30));

test.each(['z1d.large', 'm7g', 'db.m7g.large', 't4g.4xlarge', 'm7g.huge'])('%s is refused with a way out', (type) =>
  expect(() => instanceMemory(type)).toThrow(`The memory of instance type '${type}' is not known; choose one`),
);
