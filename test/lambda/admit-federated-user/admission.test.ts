import fc from 'fast-check';
import { admit, identityOf, type Candidate, type Newcomer } from '../../../lambda/admit-federated-user/admission';
import { newUserName } from '../../../lambda/shared/identity/site-user';

const ANNA = newUserName('acme');
const newcomer: Newcomer = {
  userName: 'Google_1234',
  email: 'anna@example.com',
  emailVerified: 'true',
  clientSite: 'acme',
};
const anna: Candidate = { userName: ANNA, emailVerified: 'true', enabled: true };

test('an invited person becomes the user that they were invited as (ID-06)', () => {
  expect(admit(newcomer, [anna])).toEqual({ link: { provider: 'Google', subject: '1234' }, to: ANNA });
});

test.each([
  ['nobody with the address was invited', {}, [], 'not-invited'],
  ['only another federated user has the address', {}, [{ ...anna, userName: 'LinkedIn_abc' }], 'not-invited'],
  ['the invited user is disabled', {}, [{ ...anna, enabled: false }], 'not-invited'],
  ['the invited user’s own address is not verified', {}, [{ ...anna, emailVerified: 'false' }], 'not-invited'],
  ['the person was invited to another site', {}, [{ ...anna, userName: newUserName('bold') }], 'other-site'],
  ['the provider says that the address is not verified', { emailVerified: 'false' }, [anna], 'unverified-email'],
  ['the provider says nothing of it, as Facebook does', { emailVerified: undefined }, [anna], 'unverified-email'],
  ['there is no address at all', { email: undefined }, [anna], 'unverified-email'],
  ['the client belongs to no site', { clientSite: undefined }, [anna], 'unknown-client'],
  ['the provider is none of ours', { userName: 'Evil_1' }, [anna], 'unknown-provider'],
] as const)('is refused where %s', (_, changes, candidates, refused) => {
  expect(admit({ ...newcomer, ...changes }, candidates)).toEqual({ refused });
});

test('nobody is ever linked to a user of another site than the one signed in to (TN-05)', () => {
  const site = fc.constantFrom('acme', 'acme-2', 'bold');
  const candidate = fc.record({
    userName: fc.oneof(site.map(newUserName), fc.constantFrom('Google_1', 'acme', 'acme.admin', undefined)),
    emailVerified: fc.constantFrom('true', 'false', undefined),
    enabled: fc.boolean(),
  });
  fc.assert(
    fc.property(site, fc.array(candidate), (clientSite, candidates) => {
      const admission = admit({ ...newcomer, clientSite }, candidates);
      if (!('link' in admission)) return;
      expect(admission.to.startsWith(`${clientSite}.`)).toBe(true);
      const chosen = candidates.filter(({ userName }) => userName === admission.to);
      expect(chosen).toContainEqual({ userName: admission.to, emailVerified: 'true', enabled: true });
    }),
  );
});

test.each([
  ['google_113', { provider: 'Google', subject: '113' }],
  ['LinkedIn_a_b-C', { provider: 'LinkedIn', subject: 'a_b-C' }],
  ['Facebook_', undefined],
  ['acme.0123', undefined],
  [undefined, undefined],
])('%s stands for %j', (userName, identity) => {
  expect(identityOf(userName)).toEqual(identity);
});
