import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Environment } from '../../lambda/mask-logs/environment';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Endpoint, Integration } from '../config/egress';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { Network } from '../network/network';
import { PlatformFunction } from '../platform/platform-function';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import { ErrorReports } from './error-reports';
import type { ShippedLogs } from './log-hub';
import { LogReceiver } from './log-receiver';
import type { OnCall } from './on-call';
import { maskingAlarms } from './shipping-alarms';
import { UndeliveredBucket } from './undelivered-bucket';

export interface LogShippingStackProps extends PlatformStackProps {
  /** Where the region sends what integrations are for. */
  readonly endpoints: Partial<Record<Integration, Endpoint>>;
  /** Names that the config marks as personal: columns of the application. */
  readonly marked: readonly string[];
  readonly logs: RegionalLogs & { readonly shipped: ShippedLogs };
  readonly network: Network;
  readonly onCall: OnCall;
}

/**
 * What third parties receive of a region: lines of logs that name nobody, masked once more on the way (LG-09, LG-11),
 * and the errors that they tell of (LG-10). Each has an endpoint inside the residency of all sites here (D8), and a key of its own in Secrets Manager.
 */
export class LogShippingStack extends PlatformStack {
  constructor(scope: Construct, id: string, props: LogShippingStackProps) {
    super(scope, id, props);
    const { place, endpoints, logs, onCall } = props;
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Keys of third parties, and what they did not take',
    });
    const { elastic, datadog, sentry } = endpoints;
    if (sentry) new ErrorReports(this, 'Errors', { ...props, endpoint: sentry, key });
    if (!elastic && !datadog) return;
    const undelivered = new UndeliveredBucket(this, 'Undelivered', { place, key, logs, onCall });
    const shared = { place, key, mask: this.masking(props), undelivered, logs, onCall };
    if (elastic) new LogReceiver(this, 'Elastic', { ...shared, service: 'elastic', endpoint: elastic });
    if (datadog) new LogReceiver(this, 'Datadog', { ...shared, service: 'datadog', endpoint: datadog });
  }

  private masking({ marked, logs, onCall }: LogShippingStackProps): PlatformFunction {
    const environment: Environment = { PERSONAL_MEMBERS: JSON.stringify(marked) };
    const mask = new PlatformFunction(this, 'Mask', {
      entry: 'mask-logs',
      description: 'Masks log lines before a third party receives them',
      logs: { key: logs.key },
      environment: { ...environment },
      memory: 512,
      // One for each party, and room for another try.
      reservedConcurrency: 4,
      timeout: Duration.minutes(2),
    });
    maskingAlarms(mask, onCall);
    return mask;
  }
}
