import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readRequest } from '../../../lambda/ban-addresses/request';
import { POLICY } from './policies';
import { logEvent, type WafRecord } from './waf-log';

const records = JSON.parse(readFileSync(join(__dirname, 'events', 'waf-records.json'), 'utf8')) as Record<
  string,
  WafRecord
>;
const read = (event: unknown) => readRequest(event, POLICY);
const offences = (...names: string[]) => {
  const request = read(logEvent(names.map((name) => records[name] as WafRecord)));
  return request.operation === 'judge' ? request.offences : [];
};

test('a request that the firewall has blocked is an offence of its client', () => {
  expect(offences('blockedByGroup')).toEqual([
    {
      kind: 'flagged-request',
      address: '203.0.113.7',
      at: '2026-03-08T12:00:00.123Z',
      id: expect.any(String) as string,
    },
  ]);
});

test.each(['blockedByRate', 'blockedIpv6'])('so is %s', (name) => {
  expect(offences(name)).toHaveLength(1);
});

test('a request of somebody who is banned already is none: the ban would never end', () => {
  expect(offences('blockedByBan')).toEqual([]);
});

test('a match that only counts is one where the policy names the rule, and only there', () => {
  expect(offences('countedAnonymous')).toEqual([]);
  expect(offences('countedInGroup')).toEqual([]);
  expect(offences('countedOnTrial')).toHaveLength(1);
});

test('a failed login is an offence of the address that tried', () => {
  const event = JSON.parse(readFileSync(join(__dirname, 'events', 'failed-login.json'), 'utf8')) as unknown;
  expect(read(event)).toEqual({
    operation: 'judge',
    offences: [
      {
        kind: 'failed-login',
        address: '203.0.113.7',
        at: '2026-03-08T12:00:00.000Z',
        id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
      },
    ],
    unreadable: 0,
  });
});

test('lines that are none of the firewall are counted, and the others used', () => {
  const event = logEvent([records.blockedByGroup as WafRecord], ['not JSON', '{"action":"BLOCK"}']);
  expect(read(event)).toMatchObject({ offences: [{ address: '203.0.113.7' }], unreadable: 2 });
});

test('the test message of CloudWatch Logs is no offence', () => {
  expect(read(logEvent([], [], 'CONTROL_MESSAGE'))).toMatchObject({ offences: [], unreadable: 0 });
});

test.each([
  ['a ban without a name', { operation: 'ban', address: '203.0.113.7', why: 'tries all our doors' }, /by/],
  ['a ban without a reason', { operation: 'ban', address: '203.0.113.7', by: 'Ada Byron', why: 'evil' }, /why/],
  ['an unknown operation', { operation: 'banish' }, /operation/],
  ['a word too much', { operation: 'settle', force: true }, /force/],
  [
    'another event of the identity room',
    { id: 'x', source: 'cordon.identity', 'detail-type': 'Login Succeeded', detail: {} },
    /Login Failed/,
  ],
])('%s is refused', (_, event, reason) => {
  expect(() => read(event)).toThrow(reason);
});
