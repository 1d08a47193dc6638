import { isAlias, isMap, isPair, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import type { Path, Position, Problem } from './problems';

/** A YAML file of the config, which knows where each of its keys and values stands. */
export class Source {
  /** Content as plain data; undefined when the file cannot be read as YAML. */
  public readonly content: unknown;
  /** Problems of YAML itself: syntax, duplicate keys, more aliases than a config needs. */
  public readonly problems: readonly Problem[];
  private readonly document: Document;
  private readonly lines = new LineCounter();

  public constructor(
    /** As the operator would type it, for messages. */
    private readonly file: string,
    /** Where the file's content hangs in the config: `['sites', 'acme']`; `[]` for platform.yaml. */
    private readonly root: Path,
    text: string,
  ) {
    this.document = parseDocument(text, { lineCounter: this.lines, prettyErrors: false });
    const problems = [...this.document.errors, ...this.document.warnings].map(({ pos, message }): Problem => ({
      path: root,
      message: `${message.replace(/\s+/g, ' ')}; valid YAML is expected; correct the file`,
      position: this.positionOf(pos[0]),
    }));
    if (problems.length === 0) {
      try {
        this.content = this.document.toJS();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        problems.push({
          path: root,
          message: `${reason}; a few aliases at most are expected; write the values out`,
          position: this.positionOf(0),
        });
      }
    }
    this.problems = problems;
  }

  /** Position of what a problem's path names, or of the nearest parent that exists. */
  public locate({ path, at }: Problem): Position {
    let node: unknown = this.document.contents;
    let key: Node | undefined;
    let found = true;
    for (const part of path.slice(this.root.length)) {
      const next = this.child(node, part);
      if (next === undefined) {
        found = false;
        break;
      }
      ({ key, node } = next);
    }
    const target = found && at !== 'key' && isNode(node) ? node : (key ?? node);
    return this.positionOf(isNode(target) ? (target.range?.[0] ?? 0) : 0);
  }

  private child(parent: unknown, part: PropertyKey): { key: Node | undefined; node: unknown } | undefined {
    const resolved = isAlias(parent) ? parent.resolve(this.document) : parent;
    if (isMap(resolved)) {
      const pair = resolved.items.find((item) => isPair(item) && keyOf(item) === String(part));
      return pair && { key: isNode(pair.key) ? pair.key : undefined, node: pair.value ?? pair.key };
    }
    if (isSeq(resolved) && typeof part === 'number') {
      const item = resolved.items[part];
      return item === undefined ? undefined : { key: isNode(item) ? item : undefined, node: item };
    }
    return undefined;
  }

  private positionOf(offset: number): Position {
    const { line, col } = this.lines.linePos(offset);
    return { file: this.file, line: Math.max(line, 1), column: Math.max(col, 1) };
  }
}

function keyOf({ key }: Pair): string {
  return String(isScalar(key) ? key.value : key);
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value;
}
