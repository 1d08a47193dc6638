type Json = Readonly<Record<string, unknown>>;

/** Whether an event matches a pattern of EventBridge, for the operators that ours use; throws on any other. */
export function matchesEvent(pattern: Json, event: unknown): boolean {
  // An array in the event matches when one of its members does.
  if (Array.isArray(event)) return event.some((member) => matchesEvent(pattern, member));
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return (expected as Json[]).some((branch) => matchesEvent(branch, event));
    const actual = (event as Json | undefined)?.[key];
    if (!Array.isArray(expected)) return matchesEvent(expected as Json, actual);
    return expected.some((candidate) => matchesValue(candidate, actual));
  });
}

function matchesValue(candidate: unknown, actual: unknown): boolean {
  if (typeof candidate !== 'object' || candidate === null) return candidate === actual;
  const [operator, operand] = Object.entries(candidate)[0]!;
  if (operator === 'prefix') return typeof actual === 'string' && actual.startsWith(operand as string);
  if (operator === 'suffix') return typeof actual === 'string' && actual.endsWith(operand as string);
  if (operator === 'exists') return (actual !== undefined) === operand;
  if (operator === 'anything-but') return actual !== undefined && ![operand].flat().includes(actual);
  if (operator === 'numeric') {
    const [comparison, limit] = operand as [string, number];
    if (comparison !== '>=') throw new Error(`Comparison '${comparison}' is not one that this test understands`);
    return typeof actual === 'number' && actual >= limit;
  }
  throw new Error(`Operator '${operator}' is not one that this test understands`);
}
