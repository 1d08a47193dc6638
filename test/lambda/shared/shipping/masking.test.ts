import * as fc from 'fast-check';
import { newUserName } from '../../../../lambda/shared/identity/site-user';
import { MASKED, maskingOf } from '../../../../lambda/shared/shipping/masking';

const masking = maskingOf(['full_name', 'date_of_birth', 'body']);
const line = (text: string) => masking.line(text);

test.each([
  ['an address of somebody', 'no mailbox jo.o’hara+wine@mail.example.com here', `no mailbox jo.o’${MASKED} here`],
  ['an address of a network', 'refused from 203.0.113.7:443.', `refused from ${MASKED}:443.`],
  ['one with a word before it', 'ip:203.0.113.7 peer:2001:db8::7', `ip:${MASKED} peer:${MASKED}`],
  ['a long one in brackets', 'to [2001:DB8:0:0:1::7]:5432', `to [${MASKED}]:5432`],
  ['one within another', 'from ::ffff:203.0.113.7', `from ${MASKED}:${MASKED}`],
  ['a telephone number', 'call +61 2 5550 1234 back', `call ${MASKED} back`],
  ['a user of a site', `denied acme.${'0f3a5c7e9b1d4f60a2c4e6f8'}`, `denied ${MASKED}`],
  ['a key', 'Authorization: Bearer abcdefgh12345678', 'Authorization: [redacted]'],
])('%s is masked wherever it stands (TN-24)', (_, given, expected) => {
  expect(line(given)).toBe(expected);
});

test.each([
  '2026-11-26T04:00:00.123Z backup of acme done in 00:12:07',
  'arn:aws:iam::111111111111:role/cordon-production-worker',
  'arn:aws:s3:::cordon-production-site-backups-111111111111-ap-southeast-2',
  'version 18.6, 1.2.3, +12 %, 17:30 +10:00, std::vector, Error: a: b: c',
  '2026/11/26/[$LATEST]0f3a5c7e9b1d4f60a2c4e6f8091b3d5f',
])('what names nobody stays: %s', (text) => {
  expect(line(text)).toBe(text);
});

test('members are masked by their names, in any spelling, and those that the config marks with them (TN-24)', () => {
  const given = {
    level: 'INFO',
    site: 'acme',
    sourceIp: '10.0.0.1',
    source_ip: 'unknown',
    userName: 'Jo',
    fullName: 'Jo Doe',
    nested: [{ 'date-of-birth': '1980-01-01', count: 3, none: null, email: null }],
    password: 'hunter2',
    error: {
      name: 'TypeError',
      message: 'no row of jo@mail.example',
      stack: 'TypeError\n    at run (/var/task/index.js:1:2)',
    },
  };
  expect(JSON.parse(line(JSON.stringify(given)))).toEqual({
    level: 'INFO',
    site: 'acme',
    sourceIp: MASKED,
    source_ip: MASKED,
    userName: MASKED,
    fullName: MASKED,
    nested: [{ 'date-of-birth': MASKED, count: 3, none: null, email: null }],
    password: '[redacted]',
    error: { ...given.error, message: `no row of ${MASKED}` },
  });
});

test('a line that only looks like JSON is masked as text', () => {
  expect(line('{"user": "jo@mail.example"')).toBe(`{"user": "${MASKED}"`);
});

test('whatever stands around it, an address, a number or a user is never left (TN-24)', () => {
  const personal = fc.oneof(
    fc.emailAddress(),
    fc.ipV4(),
    fc.ipV6().filter((address) => !address.includes('.') && /[0-9a-f]{2}/i.test(address)),
    fc.stringMatching(/^\+[1-9]\d{8,12}$/),
    fc.constantFrom('acme', 'quinta-da-serra').map((site) => newUserName(site)),
  );
  const around = fc.constantFrom('', ' ', '"', '(', ', ', '=', '<', '\n');
  fc.assert(
    fc.property(personal, around, around, (text, before, after) => {
      for (const given of [`${before}${text}${after}`, JSON.stringify({ message: `${before}${text}${after}` })])
        expect(line(given)).not.toContain(text);
    }),
  );
});

test('what is masked once is masked for good', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const once = line(text);
      expect(line(once)).toBe(once);
    }),
  );
});

test.each(['x', 'g:', 'a.', '1', '+', 'x-', ' g::'])('a line full of %j takes no longer than it is long', (text) => {
  const long = text.repeat(200_000);
  expect(line(long)).toBe(long);
});
