import type { RetentionEntry } from '../privacy/retention-register';

/** The same store, kept for as long, in several stages. */
export interface RetentionKind {
  /** Name of the stack inside its stages. */
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly days?: number;
  readonly because: string;
  /** The stages. */
  readonly places: readonly string[];
}

/** Joins entries that differ in their stage only. */
export function retentionKinds(entries: readonly RetentionEntry[]): RetentionKind[] {
  const kinds = new Map<string, RetentionKind & { places: string[] }>();
  for (const { stack: path, logicalId, type, days, because = 'nothing is stated' } of entries) {
    const [place = '', ...rest] = path.split('/');
    const stack = rest.join('/');
    const key = JSON.stringify([stack, logicalId, days, because]);
    const kind = kinds.get(key) ?? { stack, logicalId, type, days, because, places: [] };
    kind.places.push(place);
    kinds.set(key, kind);
  }
  return [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}
