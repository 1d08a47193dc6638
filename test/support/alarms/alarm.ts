import type { TemplateResource } from '../../../lib/commitments/assembly';
import { parseMath } from './metric-math';
import type { Point } from './metric-math';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

/** What was measured in one period, by the name of the metric; what is not named was not measured. */
export type Measured = Readonly<Record<string, number>>;

interface Query {
  readonly Id: string;
  readonly Expression?: unknown;
  readonly MetricStat?: { readonly Metric: { readonly MetricName: string }; readonly Period: number };
  readonly Period?: number;
  readonly ReturnData?: boolean;
}

interface AlarmProperties {
  readonly AlarmDescription: unknown;
  readonly ComparisonOperator: keyof typeof COMPARISONS;
  readonly Threshold: number;
  readonly EvaluationPeriods: number;
  readonly DatapointsToAlarm?: number;
  readonly TreatMissingData?: string;
  readonly MetricName?: string;
  readonly Period?: number;
  readonly Metrics?: readonly Query[];
}

const COMPARISONS = {
  GreaterThanOrEqualToThreshold: (value: number, threshold: number) => value >= threshold,
  GreaterThanThreshold: (value: number, threshold: number) => value > threshold,
  LessThanThreshold: (value: number, threshold: number) => value < threshold,
  LessThanOrEqualToThreshold: (value: number, threshold: number) => value <= threshold,
} as const;

/** The state of an alarm before the first measurement. */
export const UNKNOWN: AlarmState = 'INSUFFICIENT_DATA';

/** An alarm of a template, which says what state it would be in after a series of measurements. */
export class Alarm {
  /** Section of the runbook that it links to. */
  public readonly runbook: string | undefined;
  /** Names of the metrics that it watches. */
  public readonly metrics: ReadonlySet<string>;
  public readonly periods: number;
  public readonly datapoints: number;
  /** Length of a period. */
  public readonly seconds: number;
  /** As the template says it; undefined where it leaves that to CloudWatch. */
  public readonly missingData: string | undefined;
  private readonly names: Readonly<Record<string, string>>;
  private readonly properties: AlarmProperties;

  constructor({ properties }: Pick<TemplateResource, 'properties'>) {
    this.properties = properties as unknown as AlarmProperties;
    const {
      EvaluationPeriods,
      DatapointsToAlarm = EvaluationPeriods,
      TreatMissingData,
      Metrics,
      MetricName,
      Period,
    } = this.properties;
    this.runbook = /#([a-z0-9-]+)"?[^#]*$/.exec(JSON.stringify(this.properties.AlarmDescription))?.[1];
    this.periods = EvaluationPeriods;
    this.datapoints = DatapointsToAlarm;
    const lengths = [Period, ...(Metrics ?? []).flatMap((query) => [query.Period, query.MetricStat?.Period])];
    this.seconds = Math.max(...lengths.map((length) => length ?? 0));
    this.missingData = TreatMissingData;
    this.names = Metrics
      ? Object.fromEntries(Metrics.flatMap((query) => (nameOf(query) ? [[query.Id, nameOf(query)!]] : [])))
      : { metric: MetricName! };
    this.metrics = new Set(Object.values(this.names));
  }

  /**
   * What the expression, or the one metric, comes to in each period.
   *
   * @param fillsEmpty Whether FILL gives values to a metric that has none in the whole time; what CloudWatch does is not
   *   written down, so that an alarm should come to the same with both.
   */
  public points(measured: readonly Measured[], fillsEmpty: boolean): Point[] {
    const ids = Object.entries(this.names);
    const empty = new Set(
      ids.filter(([, name]) => measured.every((period) => period[name] === undefined)).map(([id]) => id),
    );
    const evaluate = parseMath(this.expression());
    return measured.map((period) =>
      evaluate({
        measured: Object.fromEntries(ids.map(([id, name]) => [id, period[name]])),
        metrics: ids.map(([id]) => id),
        empty,
        fillsEmpty,
      }),
    );
  }

  /**
   * The state at the end of some periods.
   *
   * CloudWatch looks at a few periods more than it evaluates, to make up for missing ones; that matters only where some of
   * the evaluated ones are missing and an alarm treats them as missing, and is left out.
   */
  public stateAfter(points: readonly Point[], before: AlarmState): AlarmState {
    const window = points.slice(-this.periods);
    const present = window.filter((point) => point !== undefined);
    const missing = window.length - present.length;
    const breaching = present.filter((point) => this.breaches(point)).length;
    const treatment = this.missingData ?? 'missing';
    if (treatment === 'breaching') return breaching + missing >= this.datapoints ? 'ALARM' : 'OK';
    if (breaching >= this.datapoints) return 'ALARM';
    if (treatment === 'notBreaching') return 'OK';
    if (present.length > 0) return breaching > 0 && missing > 0 ? before : 'OK';
    return treatment === 'ignore' ? before : 'INSUFFICIENT_DATA';
  }

  /** Why CloudWatch would not take the alarm, of what its own validation sees only when it is deployed. */
  public refusals(): string[] {
    const { Metrics = [] } = this.properties;
    const queries = Metrics.filter(({ Expression }) => Expression !== undefined && isQuery(Expression));
    const measured = Metrics.filter(({ MetricStat }) => MetricStat);
    const looksBack = this.seconds * this.periods;
    return [
      ...(queries.length > 1 ? [`${queries.length} queries of Metrics Insights, where it takes one`] : []),
      ...(queries.some(({ Period }) => Period === undefined) ? ['a query without a period'] : []),
      ...(measured.length > 10 ? [`${measured.length} metrics, where it takes ten`] : []),
      ...(looksBack > (this.seconds >= 3600 ? 7 : 1) * 86_400 ? [`it looks back ${looksBack} seconds`] : []),
    ];
  }

  private breaches(point: number): boolean {
    return COMPARISONS[this.properties.ComparisonOperator](point, this.properties.Threshold);
  }

  /** The expression that is compared with the threshold, without references to resources. */
  private expression(): string {
    const { Metrics } = this.properties;
    if (!Metrics) return 'metric';
    const returned = Metrics.filter(({ ReturnData = true }) => ReturnData);
    if (returned.length !== 1) throw new Error(`An alarm compares one series, not ${returned.length}`);
    const { Id, Expression } = returned[0]!;
    return Expression === undefined || isQuery(Expression) ? Id : textOf(Expression);
  }
}

/** Name of the metric that a query measures; none of an expression over others. */
function nameOf({ MetricStat, Expression }: Query): string | undefined {
  if (MetricStat) return MetricStat.Metric.MetricName;
  return /^SELECT \w+\((\w+)\) FROM /.exec(textOf(Expression))?.[1];
}

function isQuery(expression: unknown): boolean {
  return textOf(expression).startsWith('SELECT ');
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  const join = (value as { 'Fn::Join'?: [string, unknown[]] } | undefined)?.['Fn::Join'];
  if (!join) throw new Error(`An expression that is no text: ${JSON.stringify(value)}`);
  return join[1].map((part) => (typeof part === 'string' ? part : '?')).join(join[0]);
}
