/** What a metric shows in one period; undefined: nothing was measured. */
export type Point = number | undefined;

export interface MathContext {
  /** What was measured in the period, by the id of the metric. */
  readonly measured: Readonly<Record<string, Point>>;
  /** Ids of the metrics that `METRICS()` stands for. */
  readonly metrics: readonly string[];
  /** Ids of metrics that have no value in the whole time that is looked at; `FILL` may do nothing for such a one. */
  readonly empty: ReadonlySet<string>;
  /** Whether `FILL` fills even those. */
  readonly fillsEmpty: boolean;
}

type Value = { readonly point: Point; readonly empty: boolean };
type Expression = (context: MathContext) => Value | Value[];

/** The functions that our alarms use; whoever uses another one has to say here what it does. */
const FUNCTIONS: Readonly<Record<string, (...args: (Value | Value[])[]) => Value | Value[]>> = {
  IF: (condition, then, otherwise) => {
    const { point } = single(condition);
    return point === undefined ? nothing : single(point === 0 ? otherwise : then);
  },
  MAX: (values) => reduced(values, (points) => Math.max(...points)),
  MIN: (values) => reduced(values, (points) => Math.min(...points)),
  SUM: (values) => reduced(values, (points) => points.reduce((sum, point) => sum + point, 0)),
};

const OPERATORS: readonly Readonly<Record<string, (left: number, right: number) => number>>[] = [
  { OR: (a, b) => Number(a !== 0 || b !== 0), '||': (a, b) => Number(a !== 0 || b !== 0) },
  { AND: (a, b) => Number(a !== 0 && b !== 0), '&&': (a, b) => Number(a !== 0 && b !== 0) },
  {
    '<': (a, b) => Number(a < b),
    '<=': (a, b) => Number(a <= b),
    '>': (a, b) => Number(a > b),
    '>=': (a, b) => Number(a >= b),
    '==': (a, b) => Number(a === b),
    '!=': (a, b) => Number(a !== b),
  },
  { '+': (a, b) => a + b, '-': (a, b) => a - b },
  { '*': (a, b) => a * b, '/': (a, b) => a / b },
];

const nothing: Value = { point: undefined, empty: false };

/** An expression of CloudWatch's metric math, to be asked of one period after the other. */
export function parseMath(text: string): (context: MathContext) => Point {
  const tokens = text.match(/[A-Za-z_]\w*|\d+(\.\d+)?|<=|>=|==|!=|&&|\|\||[-+*/<>(),[\]]|\S/g) ?? [];
  const parser = new Parser(text, tokens);
  const expression = parser.whole();
  return (context) => single(expression(context)).point;
}

class Parser {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly tokens: readonly string[],
  ) {}

  public whole(): Expression {
    const expression = this.operation(0);
    if (this.at < this.tokens.length) throw this.unexpected();
    return expression;
  }

  private operation(level: number): Expression {
    const operators = OPERATORS[level];
    if (!operators) return this.operand();
    let left = this.operation(level + 1);
    for (let operator = operators[this.peek()]; operator; operator = operators[this.peek()]) {
      this.at += 1;
      left = applied(operator, left, this.operation(level + 1));
    }
    return left;
  }

  private operand(): Expression {
    const token = this.take();
    if (/^\d/.test(token)) return () => ({ point: Number(token), empty: false });
    if (token === '(') return this.closing(this.operation(0), ')');
    if (token === '[') {
      const items = this.list(']');
      return (context) => items.map((item) => single(item(context)));
    }
    if (!/^[A-Za-z_]/.test(token)) throw this.unexpected(token);
    if (this.peek() === '(') return this.call(token);
    return ({ measured, empty }) => {
      if (!(token in measured)) throw new Error(`'${this.text}' names '${token}', which is no metric of the alarm`);
      return { point: measured[token], empty: empty.has(token) };
    };
  }

  private call(name: string): Expression {
    this.at += 1;
    const args = this.list(')');
    if (name === 'METRICS' && args.length === 0) {
      return ({ measured, metrics, empty }) => metrics.map((id) => ({ point: measured[id], empty: empty.has(id) }));
    }
    if (name === 'FILL' && args.length === 2) {
      return (context) => {
        const { point, empty } = single(args[0]!(context));
        return point !== undefined || (empty && !context.fillsEmpty) ? { point, empty } : single(args[1]!(context));
      };
    }
    const evaluate = FUNCTIONS[name];
    if (!evaluate)
      throw new Error(`'${this.text}' uses ${name}(), which test/support/alarms/metric-math.ts does not know`);
    return (context) => evaluate(...args.map((arg) => arg(context)));
  }

  private list(end: string): Expression[] {
    const items: Expression[] = [];
    while (this.peek() !== end) {
      items.push(this.operation(0));
      if (this.peek() === ',') this.at += 1;
      else if (this.peek() !== end) throw this.unexpected();
    }
    this.at += 1;
    return items;
  }

  private closing(expression: Expression, end: string): Expression {
    if (this.take() !== end) throw this.unexpected();
    return expression;
  }

  private peek(): string {
    return this.tokens[this.at] ?? '';
  }

  private take(): string {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private unexpected(token = this.peek()): Error {
    return new Error(`'${this.text}': ${token === '' ? 'it ends too early' : `'${token}' was not expected`}`);
  }
}

/** What is missing on one side is missing in the result. */
function applied(operator: (left: number, right: number) => number, left: Expression, right: Expression): Expression {
  return (context) => {
    const [a, b] = [single(left(context)), single(right(context))];
    const missing = a.point === undefined || b.point === undefined;
    const result = missing ? undefined : operator(a.point, b.point);
    // Nothing is shown for a division by zero.
    return { point: Number.isFinite(result) ? result : undefined, empty: a.empty || b.empty };
  };
}

/** Over several metrics, of which those without a value in the period do not count. */
function reduced(values: Value | Value[] | undefined, reduce: (points: number[]) => number): Value {
  if (!Array.isArray(values)) throw new Error('of a single metric this would be one number over all time; give a list');
  const points = values.flatMap(({ point }) => (point === undefined ? [] : [point]));
  return { point: points.length === 0 ? undefined : reduce(points), empty: values.every(({ empty }) => empty) };
}

function single(value: Value | Value[] | undefined): Value {
  if (value === undefined || Array.isArray(value)) throw new Error('one metric is expected here, not a list of them');
  return value;
}
