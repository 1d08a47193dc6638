/** An IPv4 range: first and last address as numbers. */
export interface Range {
  readonly first: number;
  readonly last: number;
}

/** @param cidr such as `10.16.0.0/16` */
export function rangeOf(cidr: string): Range {
  const [address = '', bits = '32'] = cidr.split('/');
  const parts = address.split('.').map(Number);
  const prefix = Number(bits);
  if (parts.length !== 4 || parts.some((part) => !(part >= 0 && part <= 255)) || !(prefix >= 0 && prefix <= 32)) {
    throw new Error(`'${cidr}' is not an IPv4 range such as 10.16.0.0/16`);
  }
  const value = parts.reduce((sum, part) => sum * 256 + part, 0);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(value / size) * size;
  return { first, last: first + size - 1 };
}

export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
