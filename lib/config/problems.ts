/** Where in the config: `['sites', 'acme', 'region']`, `['placement', …]`, or a key of platform.yaml first. */
export type Path = readonly PropertyKey[];

/** One thing that is wrong in the config. */
export interface Problem {
  readonly path: Path;
  /** Value given, what is allowed, what to do; separated by semicolons. */
  readonly message: string;
  /** Whether the key itself is wrong, or what it holds. Default: the value. */
  readonly at?: 'key' | 'value';
  /** Whether `npm run config:place` would put it right. Default: it would not. */
  readonly solvedByPlacing?: boolean;
  /** Default: none, when the config was not read from files. */
  readonly position?: Position;
}

export interface Position {
  readonly file: string;
  /** From 1; absent when the file as a whole is meant. */
  readonly line?: number;
  readonly column?: number;
}

/** The config is wrong: all problems at once, those of one file together and in its order. */
export class ConfigError extends Error {
  public readonly problems: readonly Problem[];

  public constructor(problems: readonly Problem[]) {
    const sorted = [...problems].sort(byPosition);
    super(sorted.map(renderProblem).join('\n'));
    this.name = 'ConfigError';
    this.problems = sorted;
  }
}

/** `config/sites/acme.yaml:7:12 sites.acme.residency: 'us' is not …` */
export function renderProblem({ path, message, position }: Problem): string {
  const where = [position?.file, position?.line, position?.column].filter((part) => part !== undefined).join(':');
  const text = [where, path.length > 0 ? `${renderPath(path)}: ${message}` : message].filter((part) => part !== '');
  // One line each, whatever a key or value of the file contains.
  return text.join(' ').replace(/[\p{Cc}\u2028\u2029]/gu, escape);
}

function escape(control: string): string {
  return control === '\n' ? '\\n' : `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

export function renderPath(path: Path): string {
  return path
    .map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

/** A value as an operator wrote it: text in quotes, the rest as it is, cut where it is long. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return `'${value.length > 80 ? `${value.slice(0, 77)}...` : value}'`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  return String(value);
}

/** `a, b, c`, sorted: what would have been allowed. */
export function list(values: Iterable<string>): string {
  const sorted = [...values].sort();
  return sorted.length === 0 ? 'none' : sorted.join(', ');
}

function byPosition(a: Problem, b: Problem): number {
  const [p, q] = [a.position, b.position];
  return (
    rank(a) - rank(b) ||
    (p?.file ?? '').localeCompare(q?.file ?? '', 'en') ||
    (p?.line ?? 0) - (q?.line ?? 0) ||
    (p?.column ?? 0) - (q?.column ?? 0)
  );
}

/** Platform first, since its mistakes cause others; placement last. */
function rank({ path }: Problem): number {
  return path[0] === 'placement' ? 2 : path[0] === 'sites' ? 1 : 0;
}
