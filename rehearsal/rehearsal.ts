import type { HomeRegion, Platform, Site } from '../lib/config/platform';
import type { Manifest } from '../worker/storage/manifest';
import { nights } from './calendar';
import { attachFiles, fillDatabases } from './customer-data';
import { digests, restoreThere, strike, wrongAttachments, type Digests } from './disaster';
import { makeGround } from './ground';
import { hoursLost, madeOf, type Made } from './expected-backups';
import { bySlot, judgeContent, judgeKept, judgeNights, judgeRecovery, nothingToRestore } from './judgement';
import type { RehearsalOptions } from './options';
import { cloneCopy, eraseSite, exportSite } from './other-operations';
import { playNights, type PlayedWave } from './play-nights';
import { checkAll, deployAll, onboard, registryOf } from './preparation';
import {
  measuredBackup,
  type Finding,
  type MeasuredBackup,
  type RehearsalReport,
  type SiteRecovery,
} from './rehearsal-report';
import type { Running } from './running-aws';
import { stageOf, type Stage } from './stage';
import { choose, StoredBackups } from './stored-backups';
import { Operations } from './waves';
import { World } from './world';

/** Says how far a step is. */
export type Say = (line: string) => void;

export interface Step {
  readonly name: string;
  readonly title: string;
  readonly run: (say: Say) => Promise<void>;
}

/** One rehearsal, from an empty machine to the report: steps to be done in order, and what they have found so far. */
export class Rehearsal {
  public readonly stage: Stage;
  private readonly ending = new AbortController();
  private world: World | undefined;
  private checked: Promise<void> = Promise.resolve();
  private attached: Promise<void> = Promise.resolve();
  private authorities = '';
  private readonly waves: PlayedWave[] = [];
  private readonly made = new Map<string, Made[]>();
  private readonly kept: Record<string, Record<string, string[]>> = {};
  private readonly backups: MeasuredBackup[] = [];
  private readonly findings: Finding[] = [];
  private readonly recoveries: SiteRecovery[] = [];
  private readonly seconds: Record<string, number> = {};
  private regionSeconds: number | undefined;
  /** What sites were at their backups of a night, by its date. */
  private readonly digests = new Map<string, Digests>();
  private erased: string | undefined;

  constructor(
    config: Platform,
    private readonly options: RehearsalOptions,
    private readonly running?: Running,
  ) {
    this.stage = stageOf(config, options);
  }

  public get steps(): readonly Step[] {
    const { home, copies } = this.stage;
    const { nights: count, site } = this.options;
    const whole = site === undefined;
    return [
      this.step('start', 'Start AWS and two database servers', async () => {
        this.world = await World.start(home, this.running);
        // Beside the next steps, which wait more than they work.
        this.checked = checkAll(this.there, this.ending.signal);
        this.checked.catch(() => undefined);
      }),
      this.step('deploy', `Deploy the sites stack of ${home.region}`, async (say) => {
        const ground = await makeGround(this.there, [home, ...copies]);
        // What needs no more than a bucket, meanwhile.
        this.attached = attachFiles(this.there, home, this.options);
        this.attached.catch(() => undefined);
        this.authorities = await deployAll(this.there, this.stage, ground, say, this.ending.signal);
      }),
      this.step('onboard', `Onboard ${home.sites.length} sites`, (say) => onboard(this.there, this.stage, home, say)),
      this.step('fill', 'Fill them with data', async (say) => {
        await fillDatabases(this.there, home, this.options, say);
        await this.attached;
      }),
      this.step('play', `Play ${count} nights, and onboard copies meanwhile`, async (say) => {
        const meanwhile = copies.map((copy) => onboard(this.there, this.stage, copy, say));
        // Nobody waits for the last night to hear that the platform does not pass its checks.
        const refused = this.checked.then(() => new Promise<never>(() => undefined));
        await Promise.race([Promise.all([this.play(say), ...meanwhile]), refused]);
      }),
      this.step('check', 'Check and synthesize the platform', () => this.checked),
      this.step('count', 'Count what each site has kept', () => this.count()),
      ...(whole ? [this.step('operate', 'Clone, export and erase a site', (say) => this.operate(say))] : []),
      this.step('lose', `Lose ${home.region}`, () => strike(this.there, home)),
      this.step('restore', `Restore in ${home.recovery?.region}`, (say) => this.restore(say)),
    ];
  }

  public get report(): RehearsalReport {
    const { home } = this.stage;
    return {
      region: home.region,
      recoveryRegion: home.recovery?.region ?? '',
      options: this.options,
      nights: {
        count: new Set(this.waves.map(({ date }) => date)).size,
        waves: this.waves.length,
        failed: this.waves.filter(({ failure }) => failure !== undefined),
      },
      kept: this.kept,
      backups: this.backups,
      recovery: this.recoveries,
      regionSeconds: this.regionSeconds,
      findings: this.findings,
      seconds: this.seconds,
    };
  }

  /** Where to look at what runs, for whoever keeps it. */
  public get whereabouts(): string {
    const { aws, homeServer, recoveryServer, directory } = this.there;
    const servers = [homeServer, recoveryServer].map(({ port }) => port).join(' and ');
    return `AWS at ${aws.endpoint} (log: ${aws.logFile}), PostgreSQL on ports ${servers}, files in ${directory}`;
  }

  public async stop(): Promise<void> {
    this.ending.abort();
    await this.world?.stop();
  }

  private get lastNight(): string {
    return nights(this.options.nights).at(-1)?.date ?? '';
  }

  /** What is played on. @throws before it has been started. */
  public get there(): World {
    if (!this.world) throw new Error('The embedded parts have not been started');
    return this.world;
  }

  private step(name: string, title: string, run: Step['run']): Step {
    return {
      name,
      title,
      run: async (say) => {
        const started = performance.now();
        await run(say);
        this.seconds[title] = (performance.now() - started) / 1000;
      },
    };
  }

  private async play(say: Say): Promise<void> {
    const { home } = this.stage;
    const operations = new Operations(this.there);
    const schedules = await operations.backupSchedules();
    const theatre = { world: this.there, home, operations, schedules };
    const { nights: count, site } = this.options;
    // Sites are used before each backup. An older one is restored only of a site that is alone: then each night counts.
    const atOnce = site === undefined ? count : 1;
    for (let from = 0; from < count; from += atOnce) {
      const to = from + atOnce;
      this.waves.push(...(await playNights(theatre, { from, to, of: count }, say)));
      this.digests.set(nights(count)[to - 1]?.date ?? '', await digests(this.there, 'home', home.sites));
    }
  }

  /** By the registry, which was told of every backup as it was made; the rotation has removed most since. */
  private async count(): Promise<void> {
    const { home } = this.stage;
    const stored = new StoredBackups(this.there);
    const registry = await registryOf(this.there, home);
    for (const site of home.sites) {
      const done = (await registry.operations(site.id)).filter(
        ({ operation, outcome }) => operation === 'backup' && outcome === 'done',
      );
      const ids = done.map(({ result }) => String(result?.backup));
      this.made.set(site.id, [...new Set(ids)].map(madeOf));
      const [here, there] = await Promise.all([
        stored.manifests(home, site.id),
        home.recovery ? stored.manifests(home.recovery, site.id) : [],
      ]);
      this.kept[site.id] = bySlot(there);
      this.backups.push(...here.map(measuredBackup));
      this.findings.push(judgeKept(site, this.made.get(site.id) ?? [], here, there));
    }
    this.findings.push(judgeNights(this.waves, this.made, home));
  }

  private async operate(say: Say): Promise<void> {
    const { home } = this.stage;
    const operations = new Operations(this.there);
    say('cloning');
    this.findings.push(...(await cloneCopy(this.there, this.stage, operations)));
    say('exporting');
    this.findings.push(await exportSite(this.there, home, operations));
    say('erasing');
    const site = home.sites.findLast(({ legalHold }) => !legalHold);
    if (!site || home.sites.length < 2) return;
    this.findings.push(await eraseSite(this.there, this.stage, site, operations, this.authorities));
    this.erased = site.id;
  }

  private async restore(say: Say): Promise<void> {
    const { home } = this.stage;
    const { recovery } = home;
    if (!recovery) return;
    const stored = new StoredBackups(this.there);
    const chosen = new Map<string, Manifest>();
    for (const site of this.toRestore(home)) {
      const manifest = choose(await stored.manifests(recovery, site.id), this.options.backup);
      if (manifest) chosen.set(site.id, manifest);
      else this.findings.push(nothingToRestore(site, this.options.backup));
    }
    say(`${chosen.size} sites`);
    const started = performance.now();
    const restored = await restoreThere(this.there, this.stage, chosen, this.authorities);
    this.regionSeconds = (performance.now() - started) / 1000;
    const whole: string[] = [];
    for (const { site, backup, seconds } of restored) {
      if (seconds === undefined) continue;
      whole.push(site);
      this.recoveries.push({
        site,
        backup,
        rpoHours: hoursLost(home, site, backup, this.lastNight),
        rtoSeconds: seconds,
      });
    }
    const after = await digests(
      this.there,
      'recovery',
      home.sites.filter(({ id }) => whole.includes(id)),
    );
    const wrong = new Map<string, string[]>();
    for (const site of whole) {
      const manifest = chosen.get(site);
      if (manifest) wrong.set(site, await wrongAttachments(this.there, recovery, manifest, stored));
    }
    const before = new Map([...chosen].map(([site, { localDate }]) => [site, this.digests.get(localDate)?.get(site)]));
    this.findings.push(...judgeContent(restored, before, after, wrong));
    // Of an older backup that somebody chose, more is lost than was promised.
    if (this.options.backup !== undefined) return;
    this.findings.push(...judgeRecovery(home, this.recoveries, this.regionSeconds));
  }

  private toRestore({ sites }: HomeRegion): readonly Site[] {
    const { site } = this.options;
    return sites.filter(({ id }) => id !== this.erased && (site === undefined || site === id));
  }
}
