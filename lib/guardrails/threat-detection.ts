import * as guardduty from 'aws-cdk-lib/aws-guardduty';
import { Construct } from 'constructs';

/** What GuardDuty watches beside the API, the network and DNS. */
const FEATURES = [
  'S3_DATA_EVENTS',
  'EKS_AUDIT_LOGS',
  'EBS_MALWARE_PROTECTION',
  'RDS_LOGIN_EVENTS',
  'LAMBDA_NETWORK_LOGS',
];

/** GuardDuty puts its agent on servers and tasks by itself; there are no EKS clusters to put one on. */
const AGENTS = {
  EC2_AGENT_MANAGEMENT: 'ENABLED',
  ECS_FARGATE_AGENT_MANAGEMENT: 'ENABLED',
  EKS_ADDON_MANAGEMENT: 'DISABLED',
};

/** GuardDuty with everything it can watch here: intrusion detection in every region (NW-10, IR-10). One per account and region. */
export class ThreatDetection extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new guardduty.CfnDetector(this, 'Detector', {
      enable: true,
      findingPublishingFrequency: 'FIFTEEN_MINUTES',
      features: [
        ...FEATURES.map((name) => ({ name, status: 'ENABLED' })),
        {
          name: 'RUNTIME_MONITORING',
          status: 'ENABLED',
          additionalConfiguration: Object.entries(AGENTS).map(([name, status]) => ({ name, status })),
        },
      ],
    });
  }
}
