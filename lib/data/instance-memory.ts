/** GiB of memory per virtual processor, by the letter of the instance family. */
const GIB_PER_PROCESSOR: Readonly<Record<string, number>> = { c: 2, m: 4, r: 8, x: 16 };
/** Burstable instances have their own memory at each size, in GiB. */
const BURSTABLE_GIB: Readonly<Record<string, number>> = {
  micro: 1,
  small: 2,
  medium: 4,
  large: 8,
  xlarge: 16,
  '2xlarge': 32,
};
const FORM = /^([cmrx]|t)\d[a-z]*\.(micro|small|medium|large|(\d*)xlarge)$/;

/** Memory of an RDS instance in bytes: the thresholds of its alarms derive from it, and no API call is needed. */
export function instanceMemory(instanceType: string): number {
  const [, family, size, multiple] = FORM.exec(instanceType) ?? [];
  const gib =
    family === 't' ? BURSTABLE_GIB[size ?? ''] : (GIB_PER_PROCESSOR[family ?? ''] ?? 0) * processors(size, multiple);
  if (gib) return gib * 2 ** 30;
  throw new Error(
    `The memory of instance type '${instanceType}' is not known; choose one of the families m, r, c, x or t, such as ` +
      'm7g.large, or teach lib/data/instance-memory.ts the new one.',
  );
}

function processors(size: string | undefined, multiple: string | undefined): number {
  if (size === 'medium') return 1;
  if (size === 'large') return 2;
  return size?.endsWith('xlarge') ? 4 * Number(multiple || 1) : 0;
}
