const WIDTH = 120;
/** Tags of whole stages. */
const COMMON_TAGS = ['cordon:environment', 'cordon:platform'];

/**
 * A template as people review it: keys sorted, `Type` first, asset hashes masked, on one line what fits on one, and
 * without the tags that everything has.
 */
export function readable(template: unknown): string {
  return `${print(sorted(template), '').replace(/[0-9a-f]{64}/g, '<hash>')}\n`;
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isCommonTag(item)).map(sorted);
  if (value === null || typeof value !== 'object') return value;
  const rank = (key: string) => (key === 'Type' ? `0${key}` : `1${key}`);
  const entries = Object.entries(value)
    .filter(
      ([key, nested]) =>
        !COMMON_TAGS.includes(key) && !(Array.isArray(nested) && nested.length > 0 && nested.every(isCommonTag)),
    )
    .sort(([a], [b]) => (rank(a) < rank(b) ? -1 : 1));
  return Object.fromEntries(entries.map(([key, nested]) => [key, sorted(nested)]));
}

function isCommonTag(item: unknown): boolean {
  return COMMON_TAGS.includes((item as { Key?: string } | null)?.Key ?? '');
}

function print(value: unknown, indent: string): string {
  const line = JSON.stringify(value);
  if (value === null || typeof value !== 'object' || indent.length + line.length <= WIDTH) return line;
  const inner = `${indent}  `;
  const [open, close, items] = Array.isArray(value)
    ? ['[', ']', value.map((item) => print(item, inner))]
    : ['{', '}', Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${print(item, inner)}`)];
  return `${open}\n${items.map((item) => inner + item).join(',\n')}\n${indent}${close}`;
}
