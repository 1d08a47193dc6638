import { eventsOf, userActivitySchema } from '../../../lambda/report-sign-ins/sign-in-events';
import { activity } from './activity';

const told = (message: Record<string, unknown>, clientSite?: string) =>
  eventsOf(userActivitySchema.parse(activity(message)), clientSite);

const about = {
  user: 'acme.0123456789abcdef01234567',
  site: 'acme',
  at: '2026-03-07T10:00:00.000Z',
  id: '7d0e7fb8-1a2b-4c3d-9e4f-0a1b2c3d4e5f',
};

test('a failed sign-in is told of with address, user and site', () => {
  expect(told({})).toEqual([{ type: 'Login Failed', detail: { ip: '192.0.2.1', ...about } }]);
});

test.each([
  ['a sign-in that succeeds', { eventResponse: 'Pass' }],
  ['one that still goes on, such as before the second factor', { eventResponse: 'InProgress' }],
  ['a forgotten password', { eventType: 'ForgotPassword' }],
  ['one without an address, which nobody could ban', { ipAddress: '' }],
])('%s is no failure', (_, message) => {
  expect(told(message)).toEqual([]);
});

test('an entry is understood as it is documented, and with nothing in the place of what is unknown', () => {
  const unknown = { userName: null, riskDecision: 'PASS', riskLevel: null, compromisedCredentialDetected: null };
  const documented = userActivitySchema.parse(activity(unknown, { eventSource: 'USER_ACTIVITY' }));
  expect(eventsOf(documented, 'acme')).toEqual([
    { type: 'Login Failed', detail: { ip: '192.0.2.1', ...about, user: undefined } },
  ]);
});

test.each([
  [{ eventResponse: 'FAIL', riskDecision: 'BLOCK', compromisedCredentialDetected: 'TRUE' }],
  [{ eventResponse: 'fail', riskDecision: 'block', compromisedCredentialDetected: true }],
])('capitals make no difference: %j', (message) => {
  expect(told(message).map(({ type }) => type)).toEqual(['Login Failed', 'Compromised Credentials', 'Sign-in Blocked']);
});

test('where the name says no site, the app client does', () => {
  expect(told({ userName: 'Google_1' }, 'bold')).toEqual([
    { type: 'Login Failed', detail: { ip: '192.0.2.1', ...about, user: 'Google_1', site: 'bold' } },
  ]);
});

test('a password known from a breach, and a blocked takeover, are told of besides (NW-12)', () => {
  const message = { eventResponse: 'Fail', compromisedCredentialDetected: 'true', riskDecision: 'Block' };
  expect(told(message).map(({ type }) => type)).toEqual(['Login Failed', 'Compromised Credentials', 'Sign-in Blocked']);
});

test('a date that can’t be read is replaced by the time of the entry, and without both it is an error', () => {
  expect(told({ creationDate: '' })[0]?.detail).toMatchObject({ at: '2026-03-07T10:00:00.123Z' });
  const timeless = userActivitySchema.parse(activity({ creationDate: 'soon' }, { eventTimestamp: undefined }));
  expect(() => eventsOf(timeless, undefined)).toThrow('no time that can be read');
});
