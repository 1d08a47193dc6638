/** Many events of one incident may come at the same time. */
const ATTEMPTS = 12;

/** Does it again, from the start, when somebody else wrote in between. */
export async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isConflict(error) || attempt === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * attempt));
    }
  }
}

function isConflict(error: unknown): boolean {
  const { name, CancellationReasons = [] } = error as Error & { CancellationReasons?: { Code?: string }[] };
  if (name === 'TransactionConflictException' || name === 'TransactionInProgressException') return true;
  if (name !== 'TransactionCanceledException') return false;
  const codes = CancellationReasons.map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  return codes.every((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict');
}
