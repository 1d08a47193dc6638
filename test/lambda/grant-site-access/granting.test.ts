import { grant } from '../../../lambda/grant-site-access/granting';
import type { Credentials, Means } from '../../../lambda/grant-site-access/granting';
import { siteRecord } from '../support/site-records';

const CREDENTIALS: Credentials = { AccessKeyId: 'A', SecretAccessKey: 'S', SessionToken: 'T', Expiration: 'E' };
const REQUEST = {
  site: 'acme',
  reason: 'Ticket 4711, missing photo',
  minutes: 15,
  person: 'ann@vinefield.example',
  role: 'support',
  id: 'request-1',
};

/** Means that note what was done in which order; the named one fails. */
function means(failing?: 'note' | 'publish'): { done: string[]; given: Means } {
  const done: string[] = [];
  const does = <T>(what: string, value: T) => {
    if (what === failing) return Promise.reject(new Error(`${what} failed`));
    done.push(what);
    return Promise.resolve(value);
  };
  return {
    done,
    given: {
      site: () => Promise.resolve(siteRecord('acme')),
      note: () => does('note', undefined),
      publish: () => does('publish', undefined),
      credentials: ({ until }) => does(`credentials until ${until.toISOString()}`, CREDENTIALS),
      now: new Date('2026-03-07T10:00:00Z'),
    },
  };
}

test('LG-06: is recorded, then told, then given', async () => {
  const { done, given } = means();
  expect(await grant(REQUEST, given)).toBe(CREDENTIALS);
  expect(done).toEqual(['note', 'publish', 'credentials until 2026-03-07T10:15:00.000Z']);
});

test.each(['note', 'publish'] as const)('LG-06: nothing is given where %s fails', async (step) => {
  const { done, given } = means(step);
  await expect(grant(REQUEST, given)).rejects.toThrow(`${step} failed`);
  expect(done.filter((what) => what.startsWith('credentials'))).toEqual([]);
});
