import type { Quotas } from '../quotas/quotas';

/** A quota of AWS that a night can run into. */
export interface Limit {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  /** What it takes, where it is not enough for `need`. */
  readonly remedy: (need: number) => string;
}

/** The limit that has this id, in a region. */
export function limitOf(quotas: Quotas, id: string, region: string): Limit {
  const { name, unit, adjustable, code } = quotas.quota(id);
  return {
    name,
    unit,
    value: quotas.value(id, region),
    remedy: (need) =>
      adjustable
        ? `raise to ${withRoom(need)}${code === undefined ? '' : ` (${code})`}`
        : "can't be raised: use more home regions",
  };
}

/** A quarter more than is needed, in two figures. */
function withRoom(need: number): number {
  const wanted = need * 1.25;
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(wanted)) - 1);
  return Math.ceil(wanted / unit) * unit;
}
