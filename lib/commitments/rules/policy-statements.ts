/** A statement of an IAM policy, as templates have it. */
export interface Statement {
  readonly Effect?: string;
  readonly Principal?: string | Readonly<Record<string, unknown>>;
  readonly Action?: string | readonly string[];
  readonly NotAction?: string | readonly string[];
  readonly Resource?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** The statements of a policy document; none where there is none. */
export function statementsOf(document: unknown): readonly Statement[] {
  const { Statement: statements = [] } = (document ?? {}) as { Statement?: Statement | readonly Statement[] };
  return [statements].flat();
}

/** Whether one of the statement's actions covers an action: `s3:GetObject*` covers `s3:GetObjectVersion`. */
export function covers({ Action }: Statement, action: string): boolean {
  return [Action ?? []].flat().some((pattern) => {
    const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    return new RegExp(`^${literal}$`, 'i').test(action);
  });
}

/** Whether the statement speaks of everybody. */
export function ofAnybody({ Principal }: Statement): boolean {
  return Principal === '*' || (typeof Principal === 'object' && [Principal.AWS].flat().includes('*'));
}
