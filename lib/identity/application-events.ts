import type * as cloudwatchLogs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { recordProtection } from './record-protection';

/**
 * What the hosted application says of its own running: errors, delays, what it has begun and ended, and of nobody. Unlike
 * its records it goes on to the integrated third parties (LG-09, LG-10), masked twice: passwords, tokens and keys here,
 * what names a person on the way (LG-03, TN-24).
 */
export class ApplicationEvents extends PlatformLogGroup {
  constructor(scope: Construct, id: string, place: Place, logs: Pick<RegionalLogs, 'key' | 'shipped'>) {
    super(scope, id, {
      key: logs.key,
      logGroupName: `/${place.platform}/${place.environment}/application/events`,
      data: 'usage',
      shipped: logs.shipped,
    });
    (this.node.defaultChild as cloudwatchLogs.CfnLogGroup).dataProtectionPolicy = recordProtection();
  }
}
