import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { handler as Handler } from '../../../lambda/grant-site-access/handler';
import { EVENT_SOURCE, EVENT_TYPES } from '../../../lambda/shared/site-events';
import { captured } from '../support/captured';
import { EventQueue } from '../support/event-queue';
import { OperationsWorld } from '../support/operations-world';
import { siteRecord } from '../support/site-records';

jest.setTimeout(60_000);

const ACCOUNT = '111122223333';
const ANN = `arn:aws:sts::${ACCOUNT}:assumed-role/cordon-production-support/ann@vinefield.example`;
const READER = `arn:aws:iam::${ACCOUNT}:role/reader`;

let world: OperationsWorld;
let queue: EventQueue;
let handler: typeof Handler;

beforeAll(async () => {
  world = await OperationsWorld.start();
  queue = await EventQueue.listen(world.aws, { source: [EVENT_SOURCE] });
  await world.know(siteRecord('acme'), siteRecord('gone', { state: 'erased' }));
  process.env.READER_ROLE_ARN = READER;
  // It reads its environment when it is loaded.
  ({ handler } = jest.requireActual<{ handler: typeof Handler }>('../../../lambda/grant-site-access/handler'));
});
afterAll(() => world?.stop());

/** As Lambda hands a call over that IAM has let through. */
function call(body: object | string, { userArn = ANN, requestId = 'request-1' } = {}) {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    version: '2.0',
    body: Buffer.from(text).toString('base64'),
    isBase64Encoded: true,
    requestContext: { requestId, authorizer: { iam: { userArn, accountId: ACCOUNT } } },
  };
}

async function ask(event: unknown) {
  const { result, lines } = await captured(() => handler(event));
  return { status: result.statusCode, answer: JSON.parse(result.body) as Record<string, string>, lines };
}

const REASON = 'Ticket 4711: the photo of a delivery is missing';

test('ID-08: gives a person of support credentials for one site, and says until when', async () => {
  const before = Date.now();
  const { status, answer } = await ask(call({ site: 'acme', reason: REASON, minutes: 20 }));
  expect(status).toBe(200);
  const until = Date.parse(answer.Expiration!);
  expect(until - before).toBeGreaterThanOrEqual(20 * 60_000);
  expect(until - before).toBeLessThan(21 * 60_000);
  // They are good for something, and are those of the reader, under the person's name.
  const credentials = {
    accessKeyId: answer.AccessKeyId!,
    secretAccessKey: answer.SecretAccessKey!,
    sessionToken: answer.SessionToken!,
  };
  const { Arn } = await new STSClient({ ...world.aws.client(), credentials }).send(new GetCallerIdentityCommand({}));
  expect(Arn).toBe(`arn:aws:sts::${ACCOUNT}:assumed-role/reader/ann@vinefield.example`);
});

test('LG-06: the grant stands in the registry, and on-call hears of it, with person and reason', async () => {
  await queue.take();
  const { answer } = await ask(call({ site: 'acme', reason: REASON }, { requestId: 'request-2' }));
  const result = {
    person: 'ann@vinefield.example',
    role: 'cordon-production-support',
    reason: REASON,
    until: answer.Expiration,
  };
  const records = await world.registry.operations('acme');
  expect(records.find(({ execution }) => execution === 'request-2')).toMatchObject({ operation: 'access', result });
  const [event] = await queue.take();
  expect(event).toMatchObject({ 'detail-type': EVENT_TYPES.accessGranted, detail: { site: 'acme', ...result } });
  expect(event!.detail.message).toContain(REASON);
});

test('no log has the credentials, nor who asked and why', async () => {
  const { answer, lines } = await ask(call({ site: 'acme', reason: REASON }));
  const text = JSON.stringify(lines);
  expect(text).toContain('access granted');
  for (const secret of [answer.SecretAccessKey!, answer.SessionToken!, answer.AccessKeyId!, 'ann@', 'Ticket 4711'])
    expect(text).not.toContain(secret);
});

describe('refuses, and records and gives nothing', () => {
  test.each<[string, number, RegExp, ReturnType<typeof call>]>([
    ['an unknown site', 404, /no site 'brut'/, call({ site: 'brut', reason: REASON })],
    ['an erased site', 409, /erased/, call({ site: 'gone', reason: REASON })],
    ['no reason', 400, /reason: /, call({ site: 'acme' })],
    ['a reason that says nothing', 400, /reason: must say/, call({ site: 'acme', reason: ' because  ' })],
    ['more than an hour', 400, /minutes: /, call({ site: 'acme', reason: REASON, minutes: 61 })],
    ['less than STS gives', 400, /minutes: /, call({ site: 'acme', reason: REASON, minutes: 14 })],
    ['what is no site id', 400, /site: must be a site id/, call({ site: '*', reason: REASON })],
    ['a person who is named in the request', 400, /person/, call({ site: 'acme', reason: REASON, person: 'bob' })],
    ['what is no JSON', 400, /no JSON/, call('site=acme')],
    [
      'a user of IAM, who is nobody at the identity provider',
      403,
      /identity provider/,
      call({ site: 'acme', reason: REASON }, { userArn: `arn:aws:iam::${ACCOUNT}:user/ann` }),
    ],
  ])('ID-08: %s', async (_name, status, message, event) => {
    await queue.take();
    const before = (await world.registry.operations('acme')).length;
    const refused = await ask(event);
    expect(refused.status).toBe(status);
    expect(refused.answer.error).toMatch(message);
    expect(refused.answer).not.toHaveProperty('AccessKeyId');
    expect(await queue.take()).toEqual([]);
    expect(await world.registry.operations('acme')).toHaveLength(before);
  });

  test('ID-08: a call that did not come by its address, where IAM would have said whose it is', async () => {
    await expect(handler({ site: 'acme', reason: REASON })).rejects.toThrow();
  });
});
