import { loadPlatform } from '../../lib/config/load';
import { securityTxt, securityTxtProblems } from '../../lib/web/security-txt';

const facts = {
  contact: 'security@vinefield.example',
  expires: '2027-06-30',
  policyUrl: 'https://vinefield.example/vulnerabilities',
};
const text = securityTxt(facts);
const today = new Date('2026-11-22T12:00:00Z');

test('IR-05: says whom to tell, until when to believe it, and under which policy', () => {
  expect(text.split('\n')).toEqual([
    'Contact: mailto:security@vinefield.example',
    'Expires: 2027-06-30T00:00:00Z',
    'Policy: https://vinefield.example/vulnerabilities',
    'Preferred-Languages: en',
    '',
  ]);
});

test('IR-05: what it writes has no problem', () => {
  expect(securityTxtProblems(text, today)).toEqual([]);
});

test('IR-05: the file of the config, as of today, is served for 30 days more: else review its contact and policy, and set a new date in platform.yaml', () => {
  const { securityTxt: configured, contacts } = loadPlatform('config').config;
  const served = securityTxt({ ...configured, contact: contacts.security });
  const [now, inThirtyDays] = [0, 30].map((days) => new Date(Date.now() + days * 86_400_000));
  expect(securityTxtProblems(served, now!)).toEqual([]);
  expect(securityTxtProblems(served, inThirtyDays!)).toEqual([]);
});

test('names no canonical address, since the host of every site serves it', () => {
  expect(text).not.toMatch(/^Canonical:/m);
});

test.each([
  ['without a contact', text.replace(/^Contact.*\n/m, ''), 'Contact is missing'],
  ['with a bare mail address', text.replace('mailto:', ''), 'must be a mailto:'],
  ['with a contact in the clear', text.replace(/mailto:\S+/, 'http://vinefield.example/'), 'must be a mailto:'],
  ['without an expiry', text.replace(/^Expires.*\n/m, ''), 'Expires must stand exactly once'],
  ['with two expiries', `${text}Expires: 2027-06-30T00:00:00Z\n`, 'Expires must stand exactly once'],
  ['with a date for a time', text.replace('T00:00:00Z', ''), 'must be a time'],
  ['without a policy', text.replace(/^Policy.*\n/m, ''), 'Policy is missing'],
  ['with a policy in the clear', text.replace('https:', 'http:'), 'must be an https: address'],
  ['with languages twice', `${text}Preferred-Languages: de\n`, 'may stand only once'],
  ['beyond ASCII', `${text}# Grüße\n`, 'plain ASCII'],
  ['longer than a fixed response', `${text}# ${'x'.repeat(1024)}\n`, 'the load balancer serves 1024'],
])('IR-05: finds fault with a file %s', (_, broken, problem) => {
  expect(securityTxtProblems(broken, today).join('; ')).toContain(problem);
});

test('IR-05: finds fault with a file on the day it expires', () => {
  expect(securityTxtProblems(text, new Date('2027-06-30T00:00:00Z'))).toEqual(['it has expired']);
});

test('IR-05: finds fault with a file that is believed for more than a year', () => {
  expect(securityTxtProblems(text, new Date('2026-06-28T00:00:00Z'))).toEqual(['it expires more than a year from now']);
});

test('refuses facts that make no valid file', () => {
  expect(() => securityTxt({ ...facts, policyUrl: `https://vinefield.example/${'x'.repeat(1024)}` })).toThrow(
    'the load balancer serves 1024. See securityTxt in platform.yaml',
  );
});
