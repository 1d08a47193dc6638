import { planArrival, planOperation, type Known, type PlannedOperation } from '../../../lambda/plan-operation/planning';
import { readRequest } from '../../../lambda/plan-operation/request';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import { EXIT_CODES } from '../../../worker/errors';
import { parseCommandLine } from '../../../worker/command-line';
import { parseJob, sitesOf } from '../../../worker/job';
import { BUCKET, COMMON, copyOf, RECOVERY, serverRecord, siteRecord } from '../support/site-records';

const WHEN = { at: '2026-03-07T10:00:00Z', execution: 'one-operation' };
const ACME = siteRecord('acme', { job: { copies: [copyOf('acme-training')] } });

function plan(event: object, site: SiteRecord | undefined = ACME, common = COMMON): PlannedOperation {
  const request = readRequest({ ...WHEN, ...event });
  const known: Known = { site, servers: [serverRecord('shared-1'), serverRecord('shared-2')] };
  const planning = { bucket: BUCKET, common, execution: request.execution };
  return 'manifest' in request ? planArrival(request, known, planning) : planOperation(request, known, planning);
}

/** Name and message of the error that a plan is refused with. */
function refusalOf(...parameters: Parameters<typeof plan>): string {
  try {
    plan(...parameters);
  } catch (error) {
    const { name, message } = error as Error;
    // State machines and people know the worker's kinds only.
    expect(Object.keys(EXIT_CODES)).toContain(name);
    return `${name}: ${message}`;
  }
  throw new Error('It was planned, and should have been refused');
}

/** Matches an error of that name. */
const named = (name: string) => expect.objectContaining({ name }) as Error;

describe('the worker is told', () => {
  test.each([
    ['onboard', {}, [], 'nothing'],
    ['retire', {}, ['--site', 'acme'], 'nothing'],
    [
      'export-person',
      { person: 'request-7' },
      ['--operation', 'one-operation', '--person', `s3://${BUCKET}/people/request-7.json`, '--site', 'acme'],
      'nothing',
    ],
    [
      'erase-person',
      { person: 'request-7', name: 'request-7-erase' },
      ['--operation', 'request-7-erase', '--person', `s3://${BUCKET}/people/request-7.json`, '--site', 'acme'],
      'nothing',
    ],
    ['erase', {}, ['--operation', 'one-operation', '--site', 'acme'], 'remove'],
    ['erase', { name: 'request-7' }, ['--operation', 'request-7', '--site', 'acme'], 'remove'],
    ['export', {}, ['--operation', 'one-operation'], 'nothing'],
    ['verify', {}, [], 'nothing'],
    ['verify', { backup: '2026-03-06-1-night' }, ['--backup', '2026-03-06-1-night'], 'nothing'],
    [
      'restore',
      { backup: '2026-03-06-1-night', name: 'request-8' },
      ['--backup', '2026-03-06-1-night', '--operation', 'request-8'],
      'nothing',
    ],
    ['clone', {}, [], 'nothing'],
    [
      'clone',
      { backup: '2026-03-06-1-night', copy: ['acme-training', 'acme-test'] },
      ['--backup', '2026-03-06-1-night', '--copy', 'acme-training', '--copy', 'acme-test'],
      'nothing',
    ],
  ])('of %s with %j', (operation, changes, options, then) => {
    const { plan: planned, files } = plan({ operation, site: 'acme', ...changes });
    const job = `s3://${BUCKET}/jobs/one-operation/shared-1.json`;
    const outcomes = `s3://${BUCKET}/outcomes/one-operation/shared-1-1-${operation}.jsonl`;
    const args = [operation, '--job', job, '--outcomes', outcomes, ...options];
    expect(planned).toEqual({
      operation,
      site: 'acme',
      at: '2026-03-07T10:00:00.000Z',
      execution: 'one-operation',
      steps: [{ operation, server: 'shared-1', sites: ['acme'], job, arguments: args, outcomes, then }],
    });
    const command = parseCommandLine(args);
    expect(command).toMatchObject({ operation, job, outcomes });
    expect(files.map(({ key }) => `s3://${BUCKET}/${key}`)).toEqual([job]);
    const read = parseJob(JSON.stringify(files[0]?.job));
    expect(sitesOf(read, command.site)).toEqual([ACME.job]);
    expect(read.server).toEqual({ region: 'eu-central-1', secret: 'cordon/production/server/shared-1' });
  });

  test('where the server stands that is worked on, after the loss of the home region', () => {
    const { files } = plan({ operation: 'restore', site: 'acme', backup: '2026-03-06-1-night', region: RECOVERY });
    expect(parseJob(JSON.stringify(files[0]?.job)).server.region).toBe(RECOVERY);
  });
});

describe('a request is refused', () => {
  test('for a site that nobody knows', () => {
    // `undefined` would stand for the default site.
    const known: Known = { site: undefined, servers: [] };
    const request = readRequest({ ...WHEN, operation: 'verify', site: 'nobody' });
    const planning = { bucket: BUCKET, common: COMMON, execution: 'one-operation' };
    const work = () => planOperation(request as Parameters<typeof planOperation>[0], known, planning);
    expect(work).toThrow("The registry has no site 'nobody'");
    expect(work).toThrow(named('UnknownSite'));
  });

  test.each(['erase', 'retire', 'erase-person'])('under legal hold, to %s', (operation) => {
    const legalHold = { since: '2026-01-15', reason: 'court order 4711' };
    const held = siteRecord('acme', { job: { legalHold } });
    expect(refusalOf({ operation, site: 'acme' }, held)).toBe(
      'LegalHold: Site acme is under legal hold since 2026-01-15: court order 4711',
    );
    expect(plan({ operation: 'verify', site: 'acme' }, held).plan.steps).toHaveLength(1);
  });

  test('for a person whom no request names, or by a name that leads elsewhere', () => {
    expect(refusalOf({ operation: 'erase-person', site: 'acme' })).toMatch(/^BadRequest: Whom is it about/);
    expect(refusalOf({ operation: 'export-person', site: 'acme', person: '../jobs/x' })).toMatch(/^BadRequest: /);
  });

  test('for an erased site, unless it is to be erased once more', () => {
    const erased = siteRecord('acme', { state: 'erased' });
    for (const operation of ['onboard', 'verify', 'clone', 'export', 'retire']) {
      expect(refusalOf({ operation, site: 'acme' }, erased)).toMatch(/^KeyErased: Site acme is erased/);
    }
    expect(plan({ operation: 'erase', site: 'acme' }, erased).plan.steps).toHaveLength(1);
  });

  test.each([
    ['without a backup to restore', { operation: 'restore', site: 'acme' }, /Which backup/],
    ['for a region without a server', { operation: 'verify', site: 'acme', region: 'us-east-1' }, /us-east-1/],
    ['for an operation that waves do', { operation: 'backup', site: 'acme' }, /operation/],
    ['for an unknown operation', { operation: 'delete', site: 'acme' }, /operation/],
    ['without a site', { operation: 'verify' }, /site/],
    ['for what would be an option', { operation: 'verify', site: 'acme', backup: '--site=other' }, /backup/],
    ['for a copy that would be an option', { operation: 'clone', site: 'acme', copy: ['-x'] }, /copy/],
    ['for a name that would be a path', { operation: 'export', site: 'acme', name: '../other' }, /name/],
    ['for no manifest', { manifest: 'sites/acme/2026-03-06-1-night/database.dump' }, /no manifest/],
    ['for a manifest of something else', { manifest: 'sites/acme/a/b/manifest.json' }, /no manifest/],
    ['for a manifest to be erased', { operation: 'erase', manifest: 'sites/acme/b/manifest.json' }, /operation/],
  ])('%s', (_, event, why) => {
    const refusal = refusalOf(event);
    expect(refusal).toMatch(/^BadRequest: /);
    expect(refusal).toMatch(why);
  });

  test('for a site on a server that nobody knows', () => {
    const astray = siteRecord('acme', { server: 'nowhere' });
    expect(refusalOf({ operation: 'verify', site: 'acme' }, astray)).toMatch(/^BadRequest: .*nowhere/);
  });

  test.each(['nonsense', undefined, 7])('that is %p', (event) => {
    expect(() => readRequest(event)).toThrow(named('BadRequest'));
  });
});

describe("a person's request, as the state machine hands it on", () => {
  test('is read from within', () => {
    const request = { site: 'acme', backup: '2026-03-06-1-night', name: 'request-8' };
    const { plan: planned } = plan({ operation: 'restore', request });
    expect(planned.steps[0]?.arguments).toEqual(expect.arrayContaining(['2026-03-06-1-night', 'request-8']));
  });

  test('never replaces the operation that the state machine is for', () => {
    const request = { site: 'acme', operation: 'erase', execution: 'other', at: '2020-01-01T00:00:00Z' };
    const { plan: planned } = plan({ operation: 'verify', request });
    expect(planned).toMatchObject({ operation: 'verify', execution: 'one-operation', at: '2026-03-07T10:00:00.000Z' });
  });
});

describe('a backup that arrives', () => {
  const manifest = 'sites/acme-training/2026-03-07-1-night/manifest.json';

  test.each(['test', 'training', 'development'] as const)('is restored by a %s site', (kind) => {
    const copy = siteRecord('acme-training', { kind, newestBackup: undefined, job: { backupTimes: [] } });
    const { recovery, ...alone } = COMMON;
    expect(recovery).toBeDefined();
    const { plan: planned, files } = plan({ manifest }, copy, alone);
    expect(planned).toMatchObject({ operation: 'restore', site: 'acme-training' });
    const [step] = planned.steps;
    expect(step).toMatchObject({ sites: ['acme-training'], then: 'rotate' });
    const command = parseCommandLine(step!.arguments);
    expect(command).toMatchObject({ operation: 'restore', backup: '2026-03-07-1-night', as: 'one-operation' });
    expect(parseJob(JSON.stringify(files[0]?.job)).sites).toEqual([copy.job]);
  });

  test('is read from within as well', () => {
    const copy = siteRecord('acme-training', { kind: 'training' });
    expect(plan({ operation: 'restore', request: { manifest } }, copy).plan.steps).toHaveLength(1);
  });

  test.each([
    ['a production site', siteRecord('acme-training')],
    ['a retired copy', siteRecord('acme-training', { kind: 'training', state: 'retired' })],
    ['an erased copy', siteRecord('acme-training', { kind: 'training', state: 'erased' })],
  ])('is left alone by %s', (_, site) => {
    const planned = plan({ manifest }, site);
    expect(planned.plan).toEqual({
      operation: 'restore',
      site: 'acme-training',
      at: '2026-03-07T10:00:00.000Z',
      execution: 'one-operation',
      steps: [],
    });
    expect(planned.files).toEqual([]);
  });

  test('is left alone where nobody knows the site', () => {
    const request = readRequest({ ...WHEN, manifest });
    const planning = { bucket: BUCKET, common: COMMON, execution: 'one-operation' };
    const nobody: Known = { site: undefined, servers: [] };
    expect(planArrival(request as Parameters<typeof planArrival>[0], nobody, planning).plan.steps).toEqual([]);
  });
});
