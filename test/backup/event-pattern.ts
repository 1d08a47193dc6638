type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** Whether an event matches a pattern of EventBridge, for the operators that ours use; throws on any other. */
export function matches(pattern: Record<string, unknown>, event: Record<string, unknown>): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return (expected as Record<string, unknown>[]).some((branch) => matches(branch, event));
    const actual = event[key];
    if (!Array.isArray(expected)) {
      return (
        typeof actual === 'object' && matches(expected as Record<string, unknown>, actual as Record<string, unknown>)
      );
    }
    return expected.some((candidate) => matchesValue(candidate as Json, actual));
  });
}

function matchesValue(candidate: Json, actual: unknown): boolean {
  if (typeof candidate !== 'object' || candidate === null) return candidate === actual;
  const [operator, operand] = Object.entries(candidate)[0]!;
  if (operator === 'anything-but') return actual !== undefined && !(operand as unknown[]).includes(actual);
  throw new Error(`Operator '${operator}' is not one that this test understands`);
}
