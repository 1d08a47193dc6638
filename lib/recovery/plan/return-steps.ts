import { list } from '../../config/problems';
import { bucketName } from '../../platform/names';
import { holdHealthCheck, physicalId, restoreFunctions } from './commands';
import type { PlanInput, Step } from './recovery-plan';
import type { TemplateNames } from './template-names';

/** Stacks that a recovery region has at rest, which stay when it goes back to that. */
const SHELL = ['monitoring', 'audit', 'guardrails', 'network', 'recovery', 'drill', 'incidents', 'malware', 'replicas'];

/** From the recovery region back to the home region, once that is there again. */
export function waysBack(
  input: PlanInput,
  names: { readonly home: TemplateNames; readonly recovery: TemplateNames },
): Step[] {
  return [
    closeHome(input, names.home),
    catchUp(input),
    lastBackup(input, names.recovery),
    standby(input, names),
    restoreHome(input, names.home),
    open(input),
    takeDown(input, names.recovery),
  ];
}

function closeHome({ home, recovery }: PlanInput, names: TemplateNames): Step {
  return {
    title: `As soon as ${home.region} can be deployed`,
    text:
      'Its bucket of site backups takes nothing from its own worker any more, and everything from that of ' +
      `${recovery.region}. Until then on-call hears of its nightly backups, which fail.`,
    commands: [`npx cdk deploy --exclusively ${names.stack('backup').location.path}`],
  };
}

function catchUp({ home, recovery }: PlanInput): Step {
  return {
    title: 'Complete backups again',
    text:
      `A backup is complete only in two regions, so that there has been none since the loss but those of whole servers, in ` +
      `${recovery.region}. Published once more, each site is onboarded, and its nights begin.`,
    commands: [`npm run sites:publish -- --environment ${home.environment} --region ${recovery.region}`],
  };
}

function lastBackup({ home, recovery }: PlanInput, names: TemplateNames): Step {
  const group = names.one('web', 'AWS::AutoScaling::AutoScalingGroup', 'web servers', () => true);
  const wave = names.one('sites', 'AWS::StepFunctions::StateMachine', 'the wave of backups', ({ properties }) =>
    JSON.stringify(properties.DefinitionString).includes('\\"wave\\":\\"backup\\"'),
  );
  const zones = [...new Set(home.sites.map(({ timeZone }) => timeZone))].sort();
  return {
    title: 'In a maintenance window over one night: stop the sites',
    text:
      'Nothing may be written after the backups that the home region begins with, which are those of this night. Stop the ' +
      `web servers before four o'clock in the first of ${list(zones)}, and go on when the last one has its backups.`,
    commands: [
      physicalId('group', recovery.region, 'web', group.logicalId, names),
      `aws autoscaling update-auto-scaling-group --region ${recovery.region} --auto-scaling-group-name "$group" --min-size 0 --desired-capacity 0`,
      physicalId('wave', recovery.region, 'sites', wave.logicalId, names),
      `aws stepfunctions list-executions --region ${recovery.region} --state-machine-arn "$wave" --max-results ${zones.length}`,
    ],
  };
}

function standby({ home }: PlanInput, names: { readonly home: TemplateNames; readonly recovery: TemplateNames }): Step {
  const paths = [names.home.stack('backup'), names.recovery.stack('recovery')].map(({ location }) => location.path);
  return {
    title: 'Change the config back',
    text: `Set \`environments.${home.environment}.regions.${home.region}.recovery.state\` to \`standby\`. The buckets of both regions belong to ${home.region} again.`,
    commands: [`npx cdk deploy --exclusively ${paths.join(' ')}`],
  };
}

function restoreHome({ home }: PlanInput, names: TemplateNames): Step {
  const ids = home.sites.filter(({ kind }) => kind === 'production').map(({ id }) => id);
  return {
    title: `Restore the sites in ${home.region}`,
    text: 'Into the databases beside the old ones, which stay for seven days.',
    commands: [
      ...restoreFunctions(home, bucketName(home, 'site-backups'), names, 'return'),
      `for site in ${ids.join(' ')}; do restore "$site"; done`,
      'running    # until none is left',
    ],
  };
}

function open({ home }: PlanInput): Step {
  return {
    title: `Open ${home.region}`,
    text: 'Its health check tells the truth again, and the names of sites lead home within two minutes.',
    commands: holdHealthCheck(home, home.region, false),
  };
}

function takeDown({ recovery }: PlanInput, names: TemplateNames): Step {
  const running = names.stacks.filter(({ location: { path } }) => !SHELL.includes(path.split('/')[1]!)).toReversed();
  const staying = running.flatMap(({ location: { path } }) => names.staying(path.split('/')[1]!));
  return {
    title: 'Take down what ran in the recovery region',
    text:
      'After a week in which the home region had no complaint. What holds data stays when its stack is deleted, and has ' +
      'its name: it must be exported or deleted by hand before the region can take over again, which is:\n\n' +
      staying.map((one) => `- \`${one}\``).join('\n'),
    commands: [
      `for stack in ${running.map(({ location }) => location.stackName).join(' ')}; do`,
      `  aws cloudformation update-termination-protection --region ${recovery.region} --stack-name "$stack" --no-enable-termination-protection`,
      `  aws cloudformation delete-stack --region ${recovery.region} --stack-name "$stack"`,
      `  aws cloudformation wait stack-delete-complete --region ${recovery.region} --stack-name "$stack"`,
      'done',
      `npx cdk deploy '${names.stage}/*'`,
    ],
  };
}
