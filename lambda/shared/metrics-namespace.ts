/**
 * Namespace of our metrics in CloudWatch; alarms name it. It stands by itself: what counts and traces is nothing that a
 * synth should load, since the tracer's hooks slow down all that a process does afterwards.
 */
export const METRICS_NAMESPACE = 'Cordon/Sites';
