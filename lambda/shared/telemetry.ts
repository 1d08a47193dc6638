import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';

/** Namespace of our metrics in CloudWatch; alarms name it. */
export const METRICS_NAMESPACE = 'Cordon/Sites';

/** Logs, metrics and traces of a function; a log line never has a secret, nor a row of a customer. */
export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** @param serviceName Folder of the function, such as `plan-wave`. */
export function telemetry(serviceName: string): Telemetry {
  return {
    logger: new Logger({ serviceName }),
    // Without the dimension of the service: an alarm asks for the metric, whichever function counts it.
    metrics: new Metrics({ namespace: METRICS_NAMESPACE, serviceName, defaultDimensions: {} }),
    tracer: new Tracer({ serviceName }),
  };
}
