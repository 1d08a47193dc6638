import fc from 'fast-check';
import { newApiKey, renderApiKey } from '../../../../lambda/shared/identity/api-key';
import { redact, REDACTED, redactText } from '../../../../lambda/shared/records/redaction';

/** Long enough that it stands nowhere by chance. */
const secret = fc.stringMatching(/^[A-Za-z0-9]{12,40}$/).map((text) => `s3cr3t${text}`);
const secretName = fc.constantFrom(
  'password', 'newPassword', 'PASSWORD', 'passwd', 'old_passphrase', 'token', 'accessToken', 'X-Auth-Token', 'refresh_token',
  'secret', 'clientSecret', 'apiKey', 'api_key', 'Authorization', 'cookie', 'Set-Cookie', 'privateKey', 'pin', 'otp',
  'credentials', 'sessionId', '__proto__password',
); // prettier-ignore
const plain = fc.jsonValue({ maxDepth: 2 });

test('what a member with a secret’s name holds is gone, at any depth (LG-03)', () => {
  fc.assert(
    fc.property(secretName, secret, plain, fc.nat(4), (name, value, beside, depth) => {
      let record: unknown = { [name]: value, beside };
      for (let level = 0; level < depth; level++) record = level % 2 === 0 ? [beside, record] : { inside: record };
      expect(JSON.stringify(redact(record))).not.toContain(value);
    }),
  );
});

test('a secret is gone whatever it is wrapped in (LG-03)', () => {
  fc.assert(
    fc.property(secretName, secret, (name, value) => {
      for (const wrapped of [[value], { value }, [[{ of: [value] }]], Number.parseInt(value, 36)]) {
        expect(JSON.stringify(redact({ [name]: wrapped }))).toBe(JSON.stringify({ [name]: REDACTED }));
      }
    }),
  );
});

const jwt = fc
  .tuple(fc.stringMatching(/^[A-Za-z0-9_-]{10,60}$/), fc.stringMatching(/^[A-Za-z0-9_-]{10,60}$/))
  .map(([payload, signature]) => `eyJhbGciOi.${payload}.${signature}`);

test('tokens and keys are gone from the middle of any text (LG-03)', () => {
  const known = fc.oneof(
    jwt,
    fc.constantFrom('acme', 'a-b').map((site) => renderApiKey(newApiKey(site))),
    fc.stringMatching(/^[A-Z0-9]{16}$/).map((id) => `AKIA${id}`),
  );
  const words = fc.constantFrom('', 'request ', '{"a":"', 'x=1&y=', 'GET /path?q=', '\n');
  fc.assert(
    fc.property(words, known, fc.constantFrom('', ' done', '"}', '&z=2', '\n'), (before, value, after) => {
      expect(redactText(`${before}${value}${after}`)).not.toContain(value);
    }),
  );
});

test('what is assigned to a secret’s name in a text is gone (LG-03)', () => {
  const assigned = fc.constantFrom(
    (value: string) => `password=${value}`,
    (value: string) => `/reset?token=${value}&next=1`,
    (value: string) => `{"newPassword": "${value}", "user": "x"}`,
    (value: string) => `Authorization: Bearer ${value}`,
    (value: string) => `authorization: ${value}`,
    (value: string) => `secret: '${value}'`,
    (value: string) => `api_key = ${value};`,
  );
  fc.assert(
    fc.property(assigned, secret, (write, value) => {
      expect(redactText(write(value))).not.toContain(value);
    }),
  );
});

test('done once more, nothing changes', () => {
  fc.assert(
    fc.property(
      fc.oneof(plain, fc.dictionary(fc.oneof(secretName, fc.string()), plain)),
      fc.string(),
      (value, text) => {
        const once = redact([value, text, `password=${text}`, `token: "${text}"`]);
        expect(redact(once)).toEqual(once);
      },
    ),
  );
});

test('what is no secret stays as it was', () => {
  const record = {
    type: 'access',
    time: '2026-03-07T10:15:00.123Z',
    user: 'acme.0123456789abcdef01234567',
    url: '/work-orders/4711',
    passenger: 'Anna',
    compass: 'north',
    secretary: null,
    note: 'The password was changed. Tokens are in the drawer.',
    at: new Date(0),
  };
  expect(redact(record)).toEqual(record);
});

test('an error and what refers to itself can be logged', () => {
  const loop: Record<string, unknown> = { name: 'loop' };
  loop.self = loop;
  expect(redact(loop)).toEqual({ name: 'loop', self: REDACTED });
  expect(redact(new Error('password=hunter2 was wrong'))).toEqual({
    name: 'Error',
    message: `password=${REDACTED} was wrong`,
  });
});
