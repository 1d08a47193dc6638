/** A metric as CloudWatch takes it from the log. */
export interface CapturedMetric {
  readonly name: string;
  readonly unit: string;
  readonly values: readonly number[];
  /** What it is known by in CloudWatch: for each set of dimensions a metric of its own. */
  readonly dimensions: readonly Readonly<Record<string, string>>[];
}

export interface Captured<T> {
  readonly result: T;
  readonly lines: readonly Record<string, unknown>[];
  readonly metrics: readonly CapturedMetric[];
}

/** Runs a function, and gives what it printed, which is where CloudWatch takes metrics from. */
export async function captured<T>(work: () => Promise<T>): Promise<Captured<T>> {
  let printed = '';
  const spies = [process.stdout, process.stderr].map((stream) =>
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      printed += String(text);
      return true;
    }),
  );
  let result: T;
  try {
    result = await work();
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const texts = printed.split('\n').filter((line) => line.startsWith('{'));
  const lines = texts.map((line) => JSON.parse(line) as Record<string, unknown>);
  return { result, lines, metrics: lines.flatMap(metricsOf) };
}

interface Embedded {
  readonly CloudWatchMetrics: readonly {
    readonly Namespace: string;
    readonly Dimensions: readonly (readonly string[])[];
    readonly Metrics: readonly { readonly Name: string; readonly Unit: string }[];
  }[];
}

function metricsOf(line: Record<string, unknown>): CapturedMetric[] {
  const embedded = line._aws as Embedded | undefined;
  return (embedded?.CloudWatchMetrics ?? []).flatMap(({ Namespace, Dimensions, Metrics }) => {
    if (Namespace !== 'Cordon/Sites') throw new Error(`metrics of namespace ${Namespace}`);
    const dimensions = Dimensions.map((names) => Object.fromEntries(names.map((name) => [name, String(line[name])])));
    return Metrics.map(({ Name: name, Unit: unit }) => ({
      name,
      unit,
      values: [line[name]].flat() as number[],
      dimensions,
    }));
  });
}
