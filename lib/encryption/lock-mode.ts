/**
 * How firmly backups and records are locked. `compliance`: until they have served their time nobody, AWS and the
 * account's root included, can delete them or loosen the lock. `governance`: the same for everyone without the right
 * to bypass it; for environments that hold no customer's data.
 */
export type LockMode = 'compliance' | 'governance';
