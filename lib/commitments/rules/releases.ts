import { present, verdict } from '../rule';
import type { Rule } from '../rule';
import { before, PIPELINE, releaseSteps, stagesOf } from './release-steps';
import type { ReleaseStep } from './release-steps';
import { SCHEDULE, scheduleOf } from './schedule';
import { isDelivery } from './stages';

/** What has to be well before anything is deployed anywhere. */
const CHECKS = ['npm test', 'npm run review -- --base', 'npm run check:code', 'npm run check:dependencies'];

/** On some days of every week. */
const WEEKLY = /^cron\(\d+ \d+ \? \* [A-Z]{3}(,[A-Z]{3})* \*\)$/;

const deploys = ({ into }: ReleaseStep) => into?.step === 'deploy';

export const releasesChecked = present({
  id: 'IR-08.ReleasesChecked',
  keeps: ['IR-08', 'IR-07'],
  statement: 'Nothing is deployed that is not tested, reviewed against the last release, and searched for weaknesses.',
  types: [PIPELINE],
  where: isDelivery,
  needs: `a pipeline that runs ${CHECKS.join(', ')} before it deploys; make it by DeliveryPipeline`,
  is: (pipeline, assembly) => {
    const steps = releaseSteps(pipeline, assembly);
    const deployments = steps.filter(deploys);
    return (
      deployments.length > 0 &&
      CHECKS.every((check) => {
        const checking = steps.filter(({ commands }) => commands.includes(check));
        return deployments.every((deployment) => checking.some((one) => before(one, deployment)));
      })
    );
  },
});

export const releasesTakenBack: Rule = {
  id: 'IR-08.ReleasesTakenBack',
  keeps: ['IR-08'],
  statement: 'A release that an environment or region does not bear is taken back by itself.',
  types: [PIPELINE],
  judge(pipeline, assembly) {
    const deploying = new Set(
      releaseSteps(pipeline, assembly)
        .filter(deploys)
        .map(({ stage }) => stage),
    );
    const stages = stagesOf(pipeline);
    return verdict(
      Object.fromEntries(
        [...deploying].map((stage) => {
          const result = stages[stage]?.OnFailure?.Result;
          const problem = `is ${result ?? 'missing'}; ROLLBACK is needed where something is deployed`;
          return [`Stages.${stage}.OnFailure.Result`, result === 'ROLLBACK' ? undefined : problem];
        }),
      ),
    );
  },
};

export const latestCode = present({
  id: 'TN-16.LatestCode',
  keeps: ['TN-16'],
  statement:
    'Each change of the delivered branch is deployed first, and without anybody’s approval, where no customer works.',
  types: [PIPELINE],
  where: isDelivery,
  needs:
    'a pipeline that starts at each push and deploys to development before it asks anybody; make it by DeliveryPipeline',
  is: (pipeline, assembly) => {
    const [source] = stagesOf(pipeline)[0]?.Actions ?? [];
    const steps = releaseSteps(pipeline, assembly);
    const asked = steps.find(({ category }) => category === 'Approval');
    return (
      source?.ActionTypeId?.Category === 'Source' &&
      source.Configuration?.DetectChanges !== false &&
      steps.some((step) => deploys(step) && step.into?.region && (!asked || before(step, asked)))
    );
  },
});

type Judge = (deployment: ReleaseStep, steps: readonly ReleaseStep[]) => string | undefined;

/** Makes rules about each deployment of a kind, which a problem is told of. */
function ruleOnDeployments(meant: (step: ReleaseStep) => boolean) {
  return (props: Pick<Rule, 'id' | 'keeps' | 'statement'>, problem: Judge): Rule => ({
    ...props,
    types: [PIPELINE],
    judge(pipeline, assembly) {
      const steps = releaseSteps(pipeline, assembly);
      const deployments = steps.filter((step) => deploys(step) && meant(step));
      if (deployments.length === 0) return undefined;
      return verdict(
        Object.fromEntries(
          deployments.map((step) => [`Stages.${step.stage}.Actions.${step.order - 1}`, problem(step, steps)]),
        ),
      );
    },
  });
}

/** @param production environments that customers work in */
export function productionReleases(production: readonly string[]): readonly Rule[] {
  const rule = ruleOnDeployments((step) => production.includes(step.into?.environment ?? ''));
  return [
    rule(
      {
        id: 'IR-06.ReleasesScanned',
        keeps: ['IR-06'],
        statement: 'Before a release reaches customers ZAP has attacked it, and nothing grave was found.',
      },
      (deployment, steps) => {
        const scans = steps.filter(({ commands }) => /\bzap-[a-z]+-scan\.py -t https:\/\/[^\s/]/.test(commands));
        const judged = steps.some(
          (one) =>
            one.commands.includes('npm run scan:judge -- --stop-at') &&
            before(one, deployment) &&
            scans.some((scan) => before(scan, one)),
        );
        return judged ? undefined : 'comes without a scan by ZAP whose findings were judged; put both before it';
      },
    ),
    rule(
      {
        id: 'IR-11.TwoPeopleApprove',
        keeps: ['IR-11'],
        statement:
          'Before a release reaches customers two groups have approved it, and it was looked at who they were.',
      },
      (deployment, steps) => {
        const asked = steps.filter((one) => one.category === 'Approval' && before(one, deployment));
        const looked = steps.some(
          (one) =>
            one.category === 'Invoke' &&
            before(one, deployment) &&
            asked.filter((approval) => before(approval, one)).length >= 2,
        );
        return looked ? undefined : 'comes without two approvals and a look at who gave them; put them before it';
      },
    ),
    rule(
      {
        id: 'TN-14.ReleasesTold',
        keeps: ['TN-14'],
        statement:
          'A release into a region begins with snapshots of what it could harm, and ends with the word that it is there.',
      },
      (deployment, steps) => {
        if (!deployment.into?.region) return undefined;
        const beside = steps.filter(({ stage, into }) => stage === deployment.stage && into?.region);
        const snapshot = beside.some((one) => one.into?.step === 'snapshot' && before(one, deployment));
        const told = beside.some((one) => one.into?.step === 'confirm' && before(deployment, one));
        if (!snapshot) return 'comes without snapshots; put the step snapshot before it';
        return told ? undefined : 'is told to nobody, so no copy is refreshed; put the step confirm after it';
      },
    ),
  ];
}

export const scansScheduled = present({
  id: 'IR-06.ScansScheduled',
  keeps: ['IR-06'],
  statement: 'The application is scanned on a schedule as well, since weaknesses become known without a release.',
  types: [SCHEDULE],
  where: isDelivery,
  needs: 'an enabled weekly schedule that starts the pipeline; make it by DeliveryPipeline',
  is: (schedule, assembly) => {
    const { expression, enabled } = scheduleOf(schedule, assembly);
    const { Arn } = (schedule.properties.Target ?? {}) as { Arn?: unknown };
    const started = [...schedule.stack.resources.values()].filter(
      // Its ARN is put together from its name.
      ({ type, logicalId }) => type === PIPELINE && JSON.stringify(Arn).includes(`{"Ref":"${logicalId}"}`),
    );
    const scans = started.some((pipeline) =>
      releaseSteps(pipeline, assembly).some(({ commands }) => commands.includes('npm run scan:judge')),
    );
    return enabled && WEEKLY.test(expression) && scans;
  },
});
