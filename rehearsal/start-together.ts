interface Part {
  stop(): Promise<void>;
}

/** Waits until all are started; should one fail, the others are stopped, those that start later, too. */
export async function startTogether<T extends readonly Promise<Part>[]>(
  ...starting: T
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  try {
    return await Promise.all(starting);
  } catch (error) {
    for (const part of await Promise.allSettled(starting)) if (part.status === 'fulfilled') await part.value.stop();
    throw error;
  }
}
