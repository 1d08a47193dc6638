import * as ec2 from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { RegionSettings } from '../../lambda/apply-account-settings/settings';
import { AppliedSettings } from '../audit/applied-settings';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { AccessAnalyzers } from './access-analyzers';
import { managedRulesIn } from './config-rules';
import { ConfigurationHistory } from './configuration-history';
import { ConformancePack } from './conformance-pack';
import { FindingNotices } from './finding-notices';
import { SecurityStandards } from './security-standards';
import { ThreatDetection } from './threat-detection';

export interface GuardrailsStackProps extends PlatformStackProps {
  /** `reuse` where the account has detector, hub, recorder and analyzers already; AWS allows one of each in a region. */
  readonly mode: 'create' | 'reuse';
  /** Whether IAM, which has no region, is recorded and judged here: in the main region only. */
  readonly globalTypes: boolean;
  readonly logs: Pick<RegionalLogs, 'key' | 'accessLogs'>;
  readonly onCall: OnCall;
}

/**
 * Watches the region for threats and for what departs from the rules (NW-10, NW-11), and makes its settings safe.
 * One per account and region.
 */
export class GuardrailsStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: GuardrailsStackProps) {
    super(scope, id, props);
    const { place, mode, globalTypes, logs, onCall } = props;
    const settings = new AppliedSettings(this, 'Settings', { place, logs, onCall, settings: settingsOf(place, mode) });
    new ec2.CfnSnapshotBlockPublicAccess(this, 'SnapshotsPrivate', { state: 'block-all-sharing' });

    const rules = managedRulesIn(place.region, globalTypes);
    new FindingNotices(this, 'FindingNotices', { onCall, rules });
    if (mode === 'reuse') return;

    new ThreatDetection(this, 'ThreatDetection');
    const history = new ConfigurationHistory(this, 'ConfigurationHistory', { place, logs, globalTypes });
    history.node.addDependency(settings);
    new ConformancePack(this, 'ConformancePack', { place, rules, history });
    // Security Hub judges by what AWS Config records.
    new SecurityStandards(this, 'SecurityStandards').node.addDependency(history);
    new AccessAnalyzers(this, 'AccessAnalyzers', { unused: globalTypes });
  }
}

function settingsOf(place: Place, mode: 'create' | 'reuse'): RegionSettings {
  return {
    scope: 'region',
    account: place.account,
    region: place.region,
    backupResourceTypes: ['DynamoDB', 'EBS', 'EC2', 'RDS', 'S3'],
    // Without its advanced features, AWS Backup copies no table to another region.
    backupManagedTypes: ['DynamoDB'],
    inspect: ['EC2', 'ECR', 'LAMBDA'],
    serviceLinkedRoles: mode === 'create' ? ['config.amazonaws.com', 'config-conforms.amazonaws.com'] : [],
  };
}
