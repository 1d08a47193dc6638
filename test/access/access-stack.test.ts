import { findings } from '../support/findings';
import { accessStack, MUTUAL_TLS, SAML } from './surroundings';

jest.setTimeout(120_000);

test.each([
  ['by SAML', SAML],
  ['by certificates', MUTUAL_TLS],
])('passes every check, where staff sign in %s', (_name, authentication) => {
  const open = findings((stage) => void accessStack(stage, authentication));
  expect(open.filter((finding) => finding.includes('/access/'))).toEqual([]);
});
