import type { StackTemplate } from '../commitments/assembly';

/** A line of a template. */
export interface TemplateLine {
  readonly number: number;
  readonly text: string;
}

type Node = Readonly<Record<string, unknown>> | readonly unknown[];

/**
 * Where the parts of a template stand in its file. CDK writes a template as `JSON.stringify` with one space does, so
 * that each property begins in a line of its own.
 */
export class TemplateLines {
  public readonly lines: readonly string[];
  /** Line in which each part begins, by its path; line 1 is the first. */
  private readonly starts = new Map<string, number>();
  private readonly template: Node;

  constructor(stack: StackTemplate) {
    this.template = JSON.parse(stack.text) as Node;
    this.lines = JSON.stringify(this.template, undefined, 1).split('\n');
    this.number(this.template, '', 1);
  }

  /** Lines of a resource, its name included. */
  public resource(logicalId: string): TemplateLine[] {
    return this.section(['Resources', logicalId]);
  }

  /** Lines of the sections beside `Resources`, such as parameters and outputs. */
  public others(): { readonly name: string; readonly lines: readonly TemplateLine[] }[] {
    return Object.keys(this.template)
      .filter((name) => name !== 'Resources')
      .map((name) => ({ name, lines: this.section([name]) }));
  }

  /**
   * Line and value of what a rule names, such as `LockConfiguration.MinRetentionDays`. Names may go deeper than the
   * template does, or begin beside the properties; then it is the line of what there is of it.
   */
  public locate(logicalId: string, property: string): { line: number; value?: string } {
    if (property === '') return { line: this.line(['Resources', logicalId]) };
    const steps = property.split(/[.[\]]+/).filter((step) => step !== '');
    const resource = (this.template as Record<string, Record<string, Node>>).Resources?.[logicalId] ?? {};
    const inside = steps[0] !== undefined && Object.hasOwn(resource, steps[0]) ? [] : ['Properties'];
    const path = ['Resources', logicalId, ...inside];
    let value = path.reduce<unknown>(
      (node, step) => (node as Record<string, unknown> | undefined)?.[step],
      this.template,
    );
    for (const [index, step] of steps.entries()) {
      // A name may hold dots itself, as parameters of databases do.
      const rest = steps.slice(index).join('.');
      if (isNode(value) && Object.hasOwn(value, rest)) {
        return this.found([...path, rest], (value as Record<string, unknown>)[rest]);
      }
      if (!isNode(value) || !Object.hasOwn(value, step)) return { line: this.line(path) };
      value = (value as Record<string, unknown>)[step];
      path.push(step);
    }
    return this.found(path, value);
  }

  private found(path: readonly string[], value: unknown): { line: number; value?: string } {
    const line = this.line(path);
    const single = ['string', 'number', 'boolean'].includes(typeof value);
    return single ? { line, value: String(value) } : { line };
  }

  /** A resource without properties has none to point at. */
  private line(path: readonly string[]): number {
    return this.starts.get(keyOf(path)) ?? this.starts.get(keyOf(path.slice(0, 2))) ?? 1;
  }

  private section(path: readonly string[]): TemplateLine[] {
    const start = this.line(path);
    const node = path.reduce<unknown>((value, step) => (value as Record<string, unknown>)[step], this.template);
    const count = JSON.stringify(node, undefined, 1).split('\n').length;
    return this.lines.slice(start - 1, start - 1 + count).map((text, index) => ({ number: start + index, text }));
  }

  /** Numbers what is in a node that begins in a line; returns the line after it. */
  private number(node: Node, prefix: string, start: number): number {
    let line = start + 1;
    const entries = Object.entries(node);
    if (entries.length === 0) return line; // `{}` and `[]` stand in one line
    for (const [name, value] of entries) {
      const path = `${prefix}\0${name}`;
      this.starts.set(path, line);
      line = isNode(value) ? this.number(value, path, line) : line + 1;
    }
    return line + 1;
  }
}

function keyOf(path: readonly string[]): string {
  return path.map((step) => `\0${step}`).join('');
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null;
}
