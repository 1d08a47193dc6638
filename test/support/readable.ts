/** A template as people review it: sections and keys sorted, `Type` first, asset hashes masked. */
export function readable(template: unknown): string {
  return `${JSON.stringify(sorted(template), null, 2).replace(/[0-9a-f]{64}/g, '<hash>')}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const rank = (key: string) => (key === 'Type' ? `0${key}` : `1${key}`);
  const entries = Object.entries(value).sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(entries.map(([key, nested]) => [key, sorted(nested)]));
}
