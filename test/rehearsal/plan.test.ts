import { DateTime } from 'luxon';
import { rotate } from '../../lambda/rotate-backups/rotation';
import { backupId, slotOf } from '../../lambda/shared/slots';
import { catalogueOf } from '../../lib/config/catalogue';
import { loadPlatform } from '../../lib/config/load';
import { firesAt, nights } from '../../rehearsal/calendar';
import { expectedBackups, type Made } from '../../rehearsal/expected-backups';
import { judgeKept } from '../../rehearsal/judgement';
import { parseOptions } from '../../rehearsal/options';
import { stageOf } from '../../rehearsal/stage';
import type { Manifest } from '../../worker/storage/manifest';

const platform = loadPlatform('config');
const keeps = { daily: 6, weekly: 4, monthly: 2 };
const made: Made[] = nights(75).map(({ date }) => ({ date, run: 'night' }));

describe('the calendar of a rehearsal', () => {
  const dates = nights(75).map(({ date }) => date);

  test('crosses a leap day, a 1st that is a Saturday, and changes of clocks on three continents', () => {
    expect(dates).toEqual(expect.arrayContaining(['2028-02-29', '2028-04-01']));
    expect(DateTime.fromISO('2028-04-01').weekday).toBe(6);
    const offsets = (zone: string) =>
      new Set(dates.map((date) => DateTime.fromISO(date, { zone }).set({ hour: 12 }).offset));
    for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Sydney']) expect(offsets(zone).size).toBe(2);
  });

  const failing = (count: number, zone: number, zones: number) =>
    nights(count, { zone, zones }).flatMap(({ day, failure }) => (failure ? [`${day} ${failure}`] : []));

  test('has every kind of failure, be there one time zone', () => {
    expect(failing(75, 0, 1)).toEqual([
      '13 killed-worker',
      '24 full-disk',
      '35 refused-connections',
      '46 storage-errors',
    ]);
  });

  test('or many, of which some fail once, each a night after the one before', () => {
    const all = [0, 1, 2, 3, 4].flatMap((zone) => failing(75, zone, 5));

    expect(all).toEqual(['13 killed-worker', '14 full-disk', '15 refused-connections', '16 storage-errors']);
  });

  test('has no failure in the last night', () => {
    for (const count of [14, 25, 36, 47]) expect(nights(count).at(-1)?.failure).toBeUndefined();
  });

  test('fires schedules at their local time, whatever the clocks do', () => {
    expect(firesAt('cron(0 4 * * ? *)', 'Australia/Sydney', '2028-04-01').toISOString()).toBe(
      '2028-03-31T17:00:00.000Z',
    );
    expect(firesAt('cron(0 4 * * ? *)', 'Australia/Sydney', '2028-04-02').toISOString()).toBe(
      '2028-04-01T18:00:00.000Z',
    );
    expect(() => firesAt('rate(1 day)', 'UTC', '2028-04-02')).toThrow('no schedule of every day');
  });
});

describe('what a site must have kept', () => {
  test('is what the platform keeps, though it is told by other code', () => {
    const backups = made.map(({ date, run }) => ({
      id: backupId(date, run),
      localDate: date,
      run,
      slot: slotOf(date, run, keeps),
      startedAt: `${date}T00:00:00Z`,
      state: 'complete' as const,
    }));
    let stored: typeof backups = [];
    for (const backup of backups) {
      const now = new Date(backup.startedAt);
      stored = rotate({ backups: [...stored, backup], keeps, now }).kept.map((decision) => decision.backup);
    }
    const kept = stored.map(({ id }) => id).sort();
    expect(Object.values(expectedBackups({ keeps }, made)).flat().sort()).toEqual(kept);
    expect(kept).toHaveLength(12);
  });

  const site = { ...platform.environments[0]!.regions[0]!.sites[0]!, keeps };
  const manifests = (ids: readonly string[]) =>
    ids.map((backup) => ({ backup, slot: slotOf(backup.slice(0, 10), 'night', keeps) }) as Manifest);
  const all = Object.values(expectedBackups({ keeps }, made)).flat();

  test('is found in both regions', () => {
    expect(judgeKept(site, made, manifests(all), manifests(all))).toMatchObject({ met: true, found: '12 and 12' });
  });

  test.each([
    ['one too few', all.slice(1)],
    ['one too many', [...all, '2028-02-03-1-night']],
    ['another one instead', [...all.slice(1), '2028-02-03-1-night']],
  ])('is missed with %s in one region', (_, ids) => {
    expect(judgeKept(site, made, manifests(all), manifests(ids)).met).toBe(false);
  });
});

describe('the stage', () => {
  test('has all environments in one account, and a catalogue that the platform would publish', () => {
    const { platform: rehearsed, home, copies } = stageOf(platform, {});
    const accounts = rehearsed.environments.flatMap(({ regions }) => regions.map(({ account }) => account));
    expect(new Set(accounts)).toEqual(new Set([home.account]));
    expect(copies.map(({ environment }) => environment)).toEqual(['test']);
    expect(catalogueOf(rehearsed, home.environment, home.region).sites).toHaveLength(home.sites.length);
  });

  test('repeats the sites of the config to any number', () => {
    const { home, platform: rehearsed } = stageOf(platform, { sites: 500 });
    expect(new Set(home.sites.map(({ id }) => id)).size).toBe(500);
    expect(catalogueOf(rehearsed, home.environment, home.region).sites).toHaveLength(500);
  });

  test('refuses a region that has no recovery region, and names those that have', () => {
    expect(() => stageOf(platform, { region: 'eu-west-9' })).toThrow(
      /'eu-west-9' is not a home region.*ap-southeast-2/,
    );
  });
});

describe('options', () => {
  test('have defaults', () => {
    expect(parseOptions([])).toEqual({ nights: 75, scale: 1, seed: 1, json: false, keep: false });
  });

  test.each([
    [['--nights', 'many'], /--nights: /],
    [['--nights', '0'], /--nights: /],
    [['--backup', 'monthly'], /--backup needs --site/],
    [['--what'], /Unknown option '--what'/],
  ])('%j is refused with the usage', (args, message) => {
    expect(() => parseOptions(args)).toThrow(message);
    expect(() => parseOptions(args)).toThrow('Usage: npm start');
  });
});
