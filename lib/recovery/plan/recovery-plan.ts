import type { Assembly } from '../../commitments/assembly';
import type { Environment, HomeRegion, Platform, RecoveryRegion } from '../../config/platform';
import { list } from '../../config/problems';
import { regionHost } from '../../config/running-region';
import type { Drill } from '../../evidence/drill';
import { bucketName, databaseServerName } from '../../platform/names';
import { RECOVERY_TIMES, WORKING_DAY_MINUTES } from './recovery-times';
import { restoreBasis, restoreGroups } from './restore-groups';
import type { RestoreGroup } from './restore-groups';
import { waysBack } from './return-steps';
import { holdHealthCheck, restoreFunctions } from './commands';
import { TemplateNames } from './template-names';

export interface Step {
  readonly title: string;
  /** What is done and why, in Markdown. */
  readonly text: string;
  /** Lines for a shell. @default - nothing to type */
  readonly commands?: readonly string[];
}

export interface TimedStep extends Step {
  readonly minutes: number;
  /** Whether the minutes were measured, and by what, or are assumed. */
  readonly basis: string;
}

/** What is done after the loss of a home region, with the names of the real thing (DR-01, DR-06). */
export interface RecoveryPlan {
  readonly environment: string;
  readonly home: string;
  readonly recovery: string;
  readonly steps: readonly TimedStep[];
  /** Of all steps together. */
  readonly minutes: number;
  /** Minutes of a working day, which it may not take longer than (DR-01). */
  readonly within: number;
  /** The way back, at leisure. */
  readonly back: readonly Step[];
}

export interface PlanInput {
  /** With the recovery region active. */
  readonly platform: Platform;
  readonly environment: Environment;
  readonly home: HomeRegion;
  readonly recovery: RecoveryRegion;
  /** Templates of the platform. */
  readonly assembly: Assembly;
  /** The newest drill that is kept. */
  readonly drill?: Drill;
}

/** The plan for one home region. @throws Error where the templates lack what a step names. */
export function recoveryPlan(input: PlanInput): RecoveryPlan {
  const { home, recovery, drill } = input;
  const names = {
    home: new TemplateNames(input.assembly, `${home.environment}-${home.region}`),
    recovery: new TemplateNames(input.assembly, `${home.environment}-${recovery.region}`),
  };
  const groups = restoreGroups(home, drill);
  const steps = [
    decide(input),
    close(input),
    configure(input),
    deployServers(input, names.recovery),
    publish(input),
    ...groups.map((group, index) => restore(input, names.recovery, group, index)),
    deployRest(names.recovery),
    verify(input),
    addresses(input),
    tell(input),
  ];
  return {
    environment: home.environment,
    home: home.region,
    recovery: recovery.region,
    steps,
    minutes: steps.reduce((sum, { minutes }) => sum + minutes, 0),
    within: WORKING_DAY_MINUTES,
    back: waysBack(input, names),
  };
}

function timed(step: Step, time: keyof typeof RECOVERY_TIMES): TimedStep {
  const { value, source } = RECOVERY_TIMES[time];
  return { ...step, minutes: value, basis: source };
}

function decide({ platform, home }: PlanInput): TimedStep {
  const [first, second] = platform.config.escalation;
  return {
    title: 'Decide',
    text:
      `${second!.name} decides, and ${first!.name} keeps a record of times from now on: the incidents of ` +
      `${home.region} are out of reach. The price of the decision is what came after the last backup of each site, a day ` +
      'at the most; the way back takes another maintenance window.',
    minutes: first!.respondWithinMinutes + second!.respondWithinMinutes,
    basis: 'the times within which both have to respond, `escalation` of the config',
  };
}

function close({ home }: PlanInput): TimedStep {
  return timed(
    {
      title: 'Keep the lost region closed',
      text:
        'Should it answer again, its data would be those of yesterday. Its health check is held at *unhealthy*, so that ' +
        'the sites’ names lead there no more, whatever it says.',
      commands: holdHealthCheck(home, home.region, true),
    },
    'close',
  );
}

function configure({ home }: PlanInput): TimedStep {
  return timed(
    {
      title: 'Change the config',
      text:
        `Set \`environments.${home.environment}.regions.${home.region}.recovery.state\` to \`active\` in ` +
        '`config/platform.yaml`, and have it reviewed.',
      commands: ['npm run config:check', `npm run preflight -- ${home.environment}`],
    },
    'config',
  );
}

function deployServers({ home }: PlanInput, names: TemplateNames): TimedStep {
  const servers = [...new Set(home.servers.map(({ stack }) => stack))].sort();
  const paths = ['recovery', ...servers, 'sites'].map((id) => names.stack(id).location.path);
  return timed(
    {
      title: 'Deploy the servers and what restores into them',
      text:
        'New database servers with the placement of the lost ones, and the state machines of sites. From now on the ' +
        'bucket of site backups takes nothing from the lost region.',
      commands: [`npx cdk deploy --concurrency 4 ${paths.join(' ')}`],
    },
    'servers',
  );
}

function publish({ home, recovery }: PlanInput): TimedStep {
  return timed(
    {
      title: 'Tell the region of its sites',
      text:
        `The registry is filled from the config. The onboardings that follow fail as long as ${home.region} can't make ` +
        'keys: a restore needs none of it, since each site has a key and a secret here.',
      commands: [`npm run sites:publish -- --environment ${home.environment} --region ${recovery.region}`],
    },
    'publish',
  );
}

function restore(input: PlanInput, names: TemplateNames, group: RestoreGroup, index: number): TimedStep {
  const { home, recovery, drill } = input;
  const { priority, sites, minutes } = group;
  const replicas = home.servers.filter(
    ({ replicated, sites: on }) => replicated && on.some((one) => sites.includes(one)),
  );
  const newer = replicas.map(
    ({ id }) =>
      `Server ${id} has a replica, \`${databaseServerName(recovery, id)}\`, which lost minutes at the most: keep it, ` +
      'and promote it where a customer misses what came after the backup.',
  );
  const ids = sites.map(({ id }) => id);
  return {
    title: `Restore ${priority === undefined ? (index === 0 ? 'all sites' : 'all other sites') : `the sites of priority ${priority}`}`,
    text: [
      `${ids.length} of them, each from its newest backup that is complete. Started again under the same name, a restore goes on where it was.`,
      ...(index === 0 ? [] : ['Begin when the group before has ended.']),
      ...newer,
    ].join(' '),
    commands: [
      ...(index === 0 ? restoreFunctions(recovery, bucketName(recovery, 'site-backups'), names, 'disaster') : []),
      `for site in ${ids.join(' ')}; do restore "$site"; done`,
      'running    # until none is left',
    ],
    minutes,
    basis: restoreBasis(drill),
  };
}

function deployRest(names: TemplateNames): TimedStep {
  return timed(
    {
      title: 'Deploy the rest',
      text: 'While sites are restored: web servers, sign-in, access of staff, incidents, backups of the new servers.',
      commands: [`npx cdk deploy --concurrency 4 '${names.stage}/*'`],
    },
    'rest',
  );
}

function verify({ environment, home, recovery }: PlanInput): TimedStep {
  const host = regionHost(home.domain, recovery.region);
  const hosts = home.sites.filter(({ kind }) => kind === 'production').map(({ hostName }) => hostName);
  return timed(
    {
      title: 'Look at each site',
      text: `Before its name leads here, a site is reached through \`${host}\`. Each must answer, and look as it did.`,
      commands: [
        `for host in ${hosts.join(' ')}; do`,
        `  curl -sS -o /dev/null -w "$host %{http_code}\\n" --connect-to "$host:443:${host}:443" "https://$host${environment.config.web.healthCheckPath}"`,
        'done',
      ],
    },
    'verify',
  );
}

function addresses({ home, recovery }: PlanInput): TimedStep {
  const [site] = home.sites;
  return timed(
    {
      title: 'See that the names lead here',
      text:
        `Since the web stack was deployed, the names of all sites lead to ${recovery.region}: it is healthy, and the lost ` +
        'region is held closed. Both answers must be the same.',
      commands: [
        `dig +short ${regionHost(home.domain, recovery.region)}`,
        ...(site ? [`dig +short ${site.hostName}`] : []),
      ],
    },
    'addresses',
  );
}

function tell({ home }: PlanInput): TimedStep {
  const contacts = [...new Set(home.sites.flatMap(({ noticeContact }) => noticeContact ?? []))].sort();
  return timed(
    {
      title: 'Tell customers',
      text:
        'Which backup each site is from (the registry has it, operation `restore`), that the sign-in page has another ' +
        'address, and that users without an identity provider of their own are invited anew: their passwords were in the ' +
        `lost region alone. ${contacts.length === 0 ? 'No site has a contact.' : `Write to ${list(contacts)}.`}`,
    },
    'tell',
  );
}
