import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, type MetricUnit } from '@aws-lambda-powertools/metrics';
import { Tracer } from '@aws-lambda-powertools/tracer';
import { METRICS_NAMESPACE } from './metrics-namespace';

/** Logs, metrics and traces of a function; a log line never has a secret, nor a row of a customer. */
export interface Telemetry {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly tracer: Tracer;
}

/** @param serviceName Folder of the function, such as `plan-wave`. */
export function telemetry(serviceName: string): Telemetry {
  const metrics = new Metrics({ namespace: METRICS_NAMESPACE, serviceName });
  // Not even that of the service: an alarm asks for the metric, whichever function counts it.
  metrics.clearDefaultDimensions();
  return { logger: new Logger({ serviceName }), metrics, tracer: new Tracer({ serviceName }) };
}

export interface Measurement {
  readonly name: string;
  readonly unit: (typeof MetricUnit)[keyof typeof MetricUnit];
  readonly value: number;
}

/** A hundred values of one metric are published at once by the library, and later ones then lose their dimensions. */
const PUBLISHED_AT_ONCE = 99;

/** Publishes metrics by these dimensions, and by no others; `{}` for metrics without any. */
export function measure(
  { metrics }: Pick<Telemetry, 'metrics'>,
  dimensions: Readonly<Record<string, string>>,
  measurements: readonly Measurement[],
): void {
  for (let start = 0; start < measurements.length; start += PUBLISHED_AT_ONCE) {
    // An empty set too: without any set CloudWatch takes no metric from the line.
    metrics.addDimensions({ ...dimensions });
    for (const { name, unit, value } of measurements.slice(start, start + PUBLISHED_AT_ONCE)) {
      metrics.addMetric(name, unit, value);
    }
    metrics.publishStoredMetrics();
  }
}
