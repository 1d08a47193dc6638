import type { Stage, TemplateResource } from '../assembly';
import { present, verdict } from '../rule';
import type { Rule, Verdict } from '../rule';
import { isRegion } from './stages';

/** Features of GuardDuty that watch what the platform consists of. */
const FEATURES = ['S3_DATA_EVENTS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS'] as const;

/** Stages that make a detector and a hub of their own: AWS allows an account one of each in a region. */
function creates(guarded: readonly string[]): (stage: Stage) => boolean {
  return (stage) => isRegion(stage) && !guarded.includes(stage.environment);
}

/** @param guarded environments whose accounts have threat detection already */
export function threatDetection(guarded: readonly string[]): Rule {
  return {
    id: 'NW-10.ThreatDetectionFeatures',
    keeps: ['NW-10', 'NW-11', 'IR-10'],
    statement: 'Threat detection is on in every region, for buckets, volumes, databases and functions too.',
    types: ['AWS::GuardDuty::Detector'],
    judge: judgeDetector,
    presence: {
      where: creates(guarded),
      needs: 'a detector that watches all of that; use ThreatDetection, or say reuse where the account has one',
      is: (detector) => judgeDetector(detector).findings.length === 0,
    },
  };
}

function judgeDetector({ properties }: TemplateResource): Verdict {
  const { Enable, Features = [] } = properties as {
    Enable?: boolean;
    Features?: readonly { readonly Name?: string; readonly Status?: string }[];
  };
  const on = (name: string) => Features.some((feature) => feature.Name === name && feature.Status === 'ENABLED');
  return verdict({
    Enable: Enable === true ? undefined : 'is not true, so nothing is watched',
    ...Object.fromEntries(FEATURES.map((name) => [`Features.${name}`, on(name) ? undefined : 'is not enabled'])),
  });
}

/** @param guarded environments whose accounts have Security Hub already */
export function standardsMeasured(guarded: readonly string[]): Rule {
  return present({
    id: 'NW-11.StandardsMeasured',
    keeps: ['NW-11', 'OR-01'],
    statement: 'Every region is measured all the time against the security best practices of AWS.',
    types: ['AWS::SecurityHub::Standard'],
    where: creates(guarded),
    needs: 'Security Hub with its best practices; use SecurityStandards, or say reuse where the account has it',
    is: ({ properties }) => String(properties.StandardsArn).includes('/aws-foundational-security-best-practices/'),
  });
}
