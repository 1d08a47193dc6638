import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { handler as Advance } from '../../../lambda/advance-privacy-requests/handler';
import type { ExportLink, handler as Manage } from '../../../lambda/manage-privacy-request/handler';
import type { PrivacyRequest } from '../../../lambda/shared/privacy/request';
import { captured } from '../support/captured';
import { ADA, customerSite } from '../support/privacy-requests';
import { EXPORTS, PrivacyWorld } from '../support/privacy-world';

jest.setTimeout(120_000);

let world: PrivacyWorld;
let manage: typeof Manage;
let advance: typeof Advance;

beforeAll(async () => {
  world = await PrivacyWorld.start();
  ({ handler: manage } = jest.requireActual<{ handler: typeof Manage }>(
    '../../../lambda/manage-privacy-request/handler',
  ));
  ({ handler: advance } = jest.requireActual<{ handler: typeof Advance }>(
    '../../../lambda/advance-privacy-requests/handler',
  ));
  await world.operations.know(
    customerSite('acme'),
    customerSite('slow', 'slow'),
    customerSite('broken', 'broken'),
    customerSite('held', 'held', { job: { legalHold: { since: '2026-01-15', reason: 'court order 4711' } } }),
  );
});
afterAll(() => world?.stop());

const act = async (action: object) => (await captured(() => manage(action))).result as PrivacyRequest;
const pass = (at = new Date()) => captured(() => advance({ at: at.toISOString() }));
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const show = (request: string) => act({ action: 'show', request });

async function verified(about: object, reference: string): Promise<PrivacyRequest> {
  const { id } = await act({ action: 'open', about, reference });
  return act({ action: 'verify-identity', request: id, by: 'jo', how: 'by their passport' });
}

async function confirm(request: string, task: string): Promise<PrivacyRequest> {
  return act({ action: 'confirm', request, task, by: 'jo', note: `mail about ${task}` });
}

describe('the erasure of a person, from letter to receipt (TN-20)', () => {
  let id: string;
  const about = { kind: 'person-erasure', site: 'acme', identifiers: ADA };

  test('begins with nothing while nobody has verified who asks', async () => {
    ({ id } = await act({ action: 'open', about, reference: 'letter 1' }));
    expect(await manage({ action: 'list' })).toEqual([id]);
    await pass();
    expect(await world.executions('erase-person')).toEqual([]);
    expect((await act({ action: 'open', about, reference: 'letter 1' })).id).toBe(id);
  });

  test('starts the operation, and tells the worker whom it is about where no log shows it', async () => {
    await act({ action: 'verify-identity', request: id, by: 'jo', how: 'by their passport' });
    const { lines } = await pass();
    expect(await world.executions('erase-person')).toEqual([`${id}-erase-person-1`]);
    expect(JSON.parse(await world.person(id))).toEqual({ identifiers: ADA });
    expect((await show(id)).steps).toMatchObject([{ state: 'running', attempt: 1 }]);
    expect(JSON.stringify(lines)).not.toContain('ada@');
  });

  test('takes what the worker said into the record, and starts nothing twice', async () => {
    const result = { receipt: 'abc', rows: { 'public.contact': 1 }, backupsUntil: '2026-05-15T22:00:00.000Z' };
    await world.record('acme', 'erase-person', `${id}-erase-person-1`, result);
    await world.ended('erase-person', `${id}-erase-person-1`);
    await pass();
    await pass();
    expect((await show(id)).steps).toMatchObject([{ state: 'done', result }]);
    expect(await world.executions('erase-person')).toHaveLength(1);
  });

  test('is open until the last sub-processor has confirmed, then completed with a receipt (OR-06, TN-22)', async () => {
    for (const task of ['application', 'account', 'sub-processor-courier-mail']) await confirm(id, task);
    await expect(captured(() => confirm(id, 'handover'))).rejects.toThrow(/sub-processor-helpdesk-one/);
    await pass();
    expect((await show(id)).state).toBe('open');
    expect(await world.receipts(id)).toEqual({});
    await confirm(id, 'sub-processor-helpdesk-one');
    await confirm(id, 'handover');
    await pass();
    const closed = await show(id);
    expect(closed).toMatchObject({ state: 'completed', subject: { identifiers: [] } });
    expect(await manage({ action: 'list' })).toEqual([]);
  });

  test('the receipt says what was erased, what remains until when, and who has confirmed; and names nobody', async () => {
    const { json = '', txt = '' } = await world.receipts(id);
    expect(JSON.parse(json)).toMatchObject({
      request: id,
      kind: 'person-erasure',
      place: 'cordon production eu-central-1',
      sites: ['acme'],
      identity: { by: 'jo', how: 'by their passport' },
      done: [
        {
          operation: 'erase-person',
          result: { rows: { 'public.contact': 1 } },
          sha256: expect.stringMatching(/^\w{64}$/) as string,
        },
      ],
      remains: [{ until: '2026-05-15T22:00:00.000Z' }],
    });
    expect(txt).toContain('until 2026-05-15T22:00:00.000Z');
    expect(txt).toMatch(
      /Helpdesk One erases what it holds of the person \(Helpdesk One, eu.helpdesk-one.example\): jo, /,
    );
    expect(json + txt).not.toMatch(/ada@/);
  });
});

test('a step that fails waits for a person, with the reason; tried again it has an execution of its own', async () => {
  const { id } = await verified({ kind: 'site-access', site: 'broken' }, 'letter 2');
  await pass();
  await world.record('broken', 'export', `${id}-export-1`);
  await world.ended('export', `${id}-export-1`);
  const { metrics } = await pass();
  expect(metrics).toContainEqual({ name: 'PrivacyStepsFailed', unit: 'Count', values: [1], dimensions: [{}] });
  expect((await show(id)).steps).toMatchObject([
    { state: 'failed', reason: 'DatabaseBusy: Table contact was not free' },
  ]);
  await pass();
  expect(await world.executions('export')).toEqual([`${id}-export-1`]);
  await act({ action: 'retry', request: id, step: 'export', by: 'jo' });
  await pass();
  expect(await world.executions('export')).toEqual([`${id}-export-1`, `${id}-export-2`]);
  await world.ended('export', `${id}-export-2`);
  await pass();
  expect((await show(id)).steps[0]?.reason).toMatch(/ended as FAILED/);
});

test('an operation that is still at work is waited for', async () => {
  const { id } = await verified({ kind: 'site-erasure', site: 'slow' }, 'letter 3');
  await pass();
  await pass();
  expect((await show(id)).steps).toMatchObject([{ state: 'running', attempt: 1 }]);
  await expect(act({ action: 'withdraw', request: id, by: 'jo', reason: 'changed their mind' })).rejects.toThrow(
    /at work/,
  );
});

test('a legal hold blocks an erasure with its reason, and the erasure starts once it is lifted (D9)', async () => {
  const { id } = await verified({ kind: 'site-erasure', site: 'held' }, 'letter 4');
  await pass();
  expect((await show(id)).steps).toMatchObject([
    { state: 'blocked', reason: 'Site held is under legal hold since 2026-01-15: court order 4711', attempt: 0 },
  ]);
  await world.operations.know(customerSite('held', 'held'));
  await pass();
  expect((await show(id)).steps).toMatchObject([{ state: 'running', attempt: 1 }]);
  expect(await world.executions('erase')).toContain(`${id}-erase-1`);
});

describe('on-call is told', () => {
  const count = (name: string, value: number) => ({ name, unit: 'Count', values: [value], dimensions: [{}] });

  test('that a deadline is near, that sub-processors are late, that requests are overdue', async () => {
    const open = ((await manage({ action: 'list' })) as string[]).length;
    expect(open).toBeGreaterThan(0);
    expect((await pass(inDays(24))).metrics).toContainEqual(count('PrivacyRequestsDue', open));
    expect((await pass(inDays(21))).result.unconfirmed).toEqual(
      expect.arrayContaining([expect.stringMatching(/sub-processor-helpdesk-one$/)]),
    );
    const { metrics } = await pass(inDays(31));
    expect(metrics).toContainEqual(count('PrivacyRequestsOverdue', open));
    expect(metrics).toContainEqual(count('PrivacyRequestsDue', 0));
  });
});

test('who changes a request that somebody else has just changed is told so, and nothing is lost', async () => {
  const { id } = await verified({ kind: 'site-access', site: 'acme' }, 'letter 5');
  const both = () =>
    ['jo', 'al'].map((by) =>
      manage({ action: 'confirm', request: id, task: 'sub-processor-helpdesk-one', by, note: 'a mail' }).then(
        () => 'written',
        (error: Error) => error.name,
      ),
    );
  const { result: said } = await captured(() => Promise.all(both()));
  expect(said.filter((one) => one === 'written')).toHaveLength(1);
  expect(['RequestChanged', 'Refused']).toContain(said.find((one) => one !== 'written'));
});

test('the requester is given a link to what was exported, while the request is open (TN-21)', async () => {
  const { id } = await verified({ kind: 'person-access', site: 'acme', identifiers: ADA }, 'letter 6');
  const link = () => captured(() => manage({ action: 'link', request: id, step: 'export-person', by: 'jo' }));
  await pass();
  await expect(link()).rejects.toThrow(/has made no export; those that have: none/);
  const key = `acme/people/${id}-export-person/person-export.zip`;
  await world.operations.s3.send(new PutObjectCommand({ Bucket: EXPORTS, Key: key, Body: 'all of it' }));
  await world.record('acme', 'export-person', `${id}-export-person-1`, { export: key, rows: {} });
  await world.ended('export-person', `${id}-export-person-1`);
  await pass();
  const { result, lines } = await link();
  const response = await fetch((result as ExportLink).link);
  expect(await response.text()).toBe('all of it');
  expect(JSON.stringify(lines)).not.toContain('X-Amz-Signature');
  await act({ action: 'withdraw', request: id, by: 'jo', reason: 'changed their mind' });
  await expect(link()).rejects.toThrow(/is withdrawn; links are given while it is open/);
});
