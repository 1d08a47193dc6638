import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Features of GuardDuty that watch what the platform consists of. */
const FEATURES = ['S3_DATA_EVENTS', 'EBS_MALWARE_PROTECTION', 'RDS_LOGIN_EVENTS', 'LAMBDA_NETWORK_LOGS'] as const;

export const threatDetection: Rule = {
  id: 'NW-10.ThreatDetectionFeatures',
  keeps: ['NW-10', 'NW-11', 'IR-10'],
  statement: 'Threat detection is on, for buckets, volumes, databases and functions too.',
  types: ['AWS::GuardDuty::Detector'],
  judge({ properties }) {
    const { Enable, Features = [] } = properties as {
      Enable?: boolean;
      Features?: readonly { readonly Name?: string; readonly Status?: string }[];
    };
    const on = (name: string) => Features.some((feature) => feature.Name === name && feature.Status === 'ENABLED');
    return verdict({
      Enable: Enable === true ? undefined : 'is not true, so nothing is watched',
      ...Object.fromEntries(FEATURES.map((name) => [`Features.${name}`, on(name) ? undefined : 'is not enabled'])),
    });
  },
};
