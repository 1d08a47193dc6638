import { watch } from '../../../lambda/advance-privacy-requests/advancing';
import { ADA, KNOWN, NOW, opened } from '../support/privacy-requests';

const person = { kind: 'person-erasure', site: 'acme', identifiers: ADA };
const ids = (parts: readonly { readonly id: string }[]) => parts.map(({ id }) => id);

describe('a request', () => {
  test('is due thirty days after it was received, not after it was opened (TN-20, TN-21)', () => {
    expect(opened(person).deadline).toBe('2026-03-31T09:00:00.000Z');
    const { deadline } = opened(person, {}, { receivedAt: '2026-02-20T12:00:00+01:00' });
    expect(deadline).toBe('2026-03-22T11:00:00.000Z');
  });

  test('that lay about is due when it was, however long ago, and late from the first hour (TN-20)', () => {
    const late = opened(person, {}, { receivedAt: '2026-01-10T09:00:00Z' });
    expect(late).toMatchObject({ receivedAt: '2026-01-10T09:00:00.000Z', deadline: '2026-02-09T09:00:00.000Z' });
    expect(watch([late], NOW, 7)).toMatchObject({ overdue: [late.id], due: [] });
  });

  test('has the shorter time that the config gives', () => {
    const periods = { ...KNOWN.periods, deadlineDays: 10, subProcessorDays: 9 };
    const { deadline, tasks } = opened(person, { periods });
    expect(deadline).toBe('2026-03-11T09:00:00.000Z');
    for (const task of tasks) expect(task.deadline <= deadline).toBe(true);
  });

  test('is the same one when it is opened once more, on another day, and another for another letter', () => {
    const { id } = opened(person);
    expect(opened(person, { now: new Date('2026-03-04T00:00:00Z') }).id).toBe(id);
    expect(opened(person, {}, { reference: 'letter 4712' }).id).not.toBe(id);
    expect(opened({ ...person, kind: 'person-access' }).id).not.toBe(id);
  });

  test('has a task for each sub-processor with the data of its residency, to be confirmed in time (OR-06, D14)', () => {
    const tasks = opened(person).tasks.filter(({ kind }) => kind === 'sub-processor');
    expect(tasks.map(({ party }) => party)).toEqual([
      { name: 'Courier Mail', endpoint: 'smtp.eu.courier-mail.example' },
      { name: 'Helpdesk One', endpoint: 'eu.helpdesk-one.example' },
    ]);
    for (const { deadline } of tasks) expect(deadline).toBe('2026-03-21T09:00:00.000Z');
  });

  test('ends with the answer to whoever asked, after everything else', () => {
    for (const about of [person, { kind: 'site-access', site: 'bold' }, { kind: 'customer-exit', customer: 'acme' }]) {
      const { steps, tasks } = opened(about);
      const handover = tasks.at(-1);
      expect(handover).toMatchObject({ id: 'handover' });
      expect(new Set(handover!.after)).toEqual(
        new Set([...ids(steps), ...ids(tasks).filter((id) => id !== 'handover')]),
      );
    }
  });
});

describe('what is to be done', () => {
  test.each([
    ['person-access', { site: 'acme', identifiers: ADA }, ['export-person'], ['application', 'account', 'delivery']],
    ['person-erasure', { site: 'acme', identifiers: ADA }, ['erase-person'], ['application', 'account', 'copies']],
    ['person-rectification', { site: 'acme' }, [], ['application', 'account', 'copies']],
    ['site-access', { site: 'acme' }, ['export'], ['delivery']],
    ['site-erasure', { site: 'acme' }, ['erase'], ['copies']],
    ['site-erasure', { site: 'bold' }, ['erase'], []],
  ])('for a %s of %j', (kind, subject, steps, tasks) => {
    const request = opened({ kind, ...subject });
    expect(ids(request.steps)).toEqual(steps);
    expect(ids(request.tasks)).toEqual([
      ...tasks,
      'sub-processor-courier-mail',
      'sub-processor-helpdesk-one',
      'handover',
    ]);
  });

  test('when a customer leaves: export all, have it confirmed, retire, wait, erase (TN-09)', () => {
    const { subject, steps, tasks } = opened({ kind: 'customer-exit', customer: 'acme' });
    expect(subject).toMatchObject({ sites: ['acme', 'acme-cellar'] });
    expect(steps.map(({ id, after, waitDays }) => [id, after, waitDays])).toEqual([
      ['export-acme', [], 0],
      ['export-acme-cellar', [], 0],
      ['retire-acme', ['customer'], 0],
      ['retire-acme-cellar', ['customer'], 0],
      ['erase-acme', ['retire-acme'], 14],
      ['erase-acme-cellar', ['retire-acme-cellar'], 14],
    ]);
    expect(tasks.find(({ id }) => id === 'customer')?.after).toEqual(['export-acme', 'export-acme-cellar']);
    expect(tasks.find(({ id }) => id === 'sub-processor-helpdesk-one')?.after).toEqual(['customer']);
  });

  test('by a sub-processor once for each residency of a customer who has sites in several', () => {
    const sites = KNOWN.sites.map((site) =>
      site.id === 'acme-cellar'
        ? { ...site, job: { ...site.job, residency: { name: 'australia', regions: ['ap-southeast-2'] } } }
        : site,
    );
    const { tasks } = opened({ kind: 'customer-exit', customer: 'acme' }, { sites });
    expect(ids(tasks).filter((id) => id.startsWith('sub-'))).toEqual([
      'sub-processor-courier-mail-australia',
      'sub-processor-courier-mail-european-union',
      'sub-processor-helpdesk-one-european-union',
      'sub-processor-elsewhere-australia',
    ]);
  });
});

describe('it is refused to open a request', () => {
  test.each([
    [
      'about a site that is not here',
      { kind: 'site-erasure', site: 'nobody' },
      {},
      /no site 'nobody'; its home region/,
    ],
    [
      'about a site that is erased',
      { kind: 'site-access', site: 'acme-old' },
      {},
      /erased since .*nothing of it is left/,
    ],
    ['about a customer without sites', { kind: 'customer-exit', customer: 'eve' }, {}, /no site of customer 'eve'/],
    ['where nobody can be found', { ...person, site: 'unlisted' }, {}, /'masking' in platform.yaml/],
    ['that is yet to come', person, { receivedAt: '2026-03-02T09:00:00Z' }, /yet to come/],
    ['of another year', person, { receivedAt: '2025-02-01T09:00:00Z' }, /393 days ago.*look at the year again/],
    ['about nobody', { ...person, identifiers: [] }, {}, /must say whom it is about/],
    ['of a kind that there is not', { kind: 'person-sale', site: 'acme' }, {}, /about\.kind/],
    ['with a word too many', { ...person, name: 'Ada' }, {}, /the whole|about/],
  ])('%s', (_, about, more, message) => {
    expect(() => opened(about, { now: NOW }, more)).toThrow(message);
  });

  test('and the refusal repeats nothing of the person', () => {
    const identifiers = [{ kind: 'email', value: 'ada@customer.example', name: 'Ada Lovelace' }];
    expect(() => opened({ ...person, identifiers })).toThrow(
      expect.objectContaining({ message: expect.not.stringMatching(/ada@|Lovelace/) as string }) as Error,
    );
  });
});
