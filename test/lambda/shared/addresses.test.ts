import fc from 'fast-check';
import { overlap, rangeText, readRange } from '../../../lambda/shared/addresses';
import type { AddressRange } from '../../../lambda/shared/addresses';

const canonical = (text: string) => {
  const range = readRange(text);
  return range && rangeText(range);
};
const range = (text: string) => readRange(text) as AddressRange;

test.each([
  ['203.0.113.7', '203.0.113.7/32'],
  ['203.0.113.7/24', '203.0.113.0/24'],
  [' 203.0.113.7 ', '203.0.113.7/32'],
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1/128'],
  ['2001:0db8:0000:0001:0000:0000:0000:0001/64', '2001:db8:0:1::/64'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1/128'],
  ['::', '::/128'],
  ['::1', '::1/128'],
  ['::ffff:203.0.113.7', '203.0.113.7/32'],
  ['::ffff:cb00:7107', '203.0.113.7/32'],
  ['::ffff:203.0.113.0/120', '203.0.113.0/24'],
  ['64:ff9b::203.0.113.7', '64:ff9b::cb00:7107/128'],
])('%s is written %s', (text, expected) => {
  expect(canonical(text)).toBe(expected);
});

test.each([
  '',
  'unknown',
  '203.0.113',
  '203.0.113.256',
  '203.0.113.07',
  '203.0.113.7/33',
  '2001:db8::/129',
  'fe80::1%eth0',
  '1.2.3.4, 5.6.7.8',
  '203.0.113.7:443',
])("'%s' is no address", (text) => {
  expect(readRange(text)).toBeUndefined();
});

test('what is written is read as the same range, for any range of either family', () => {
  const ranges = fc.oneof(
    fc.tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 })),
    fc.tuple(fc.ipV6(), fc.integer({ min: 0, max: 128 })),
  );
  fc.assert(
    fc.property(ranges, ([address, length]) => {
      const text = canonical(`${address}/${length}`);
      expect(text).toBeDefined();
      expect(canonical(text as string)).toBe(text);
    }),
  );
});

test.each([
  ['203.0.113.0/24', '203.0.113.7', true],
  ['203.0.113.7', '203.0.113.0/24', true],
  ['203.0.113.0/25', '203.0.113.128/25', false],
  ['2001:db8::/32', '2001:db8:1::/48', true],
  ['2001:db8::/64', '2001:db8:0:1::/64', false],
  ['0.0.0.0/0', '::/0', false],
])('%s and %s overlap: %s', (one, other, expected) => {
  expect(overlap(range(one), range(other))).toBe(expected);
});
