import { isIPv4, isIPv6 } from 'node:net';

export const ADDRESS_FAMILIES = ['ipv4', 'ipv6'] as const;
export type AddressFamily = (typeof ADDRESS_FAMILIES)[number];

/** A range of addresses; one address is a range of full length. */
export interface AddressRange {
  readonly family: AddressFamily;
  /** Its first address. */
  readonly first: bigint;
  /** Leading bits that all its addresses have in common. */
  readonly length: number;
}

/** Bits of an address. */
export const ADDRESS_BITS: Readonly<Record<AddressFamily, number>> = { ipv4: 32, ipv6: 128 };

/** IPv4 addresses as IPv6 has them, `::ffff:0:0/96`: the same address, whichever way it came. */
const MAPPED = 0xffffn << 32n;

/** Reads `203.0.113.7`, `203.0.113.0/28`, `2001:db8::/48`; undefined if it is nothing of the kind. */
export function readRange(text: string): AddressRange | undefined {
  const [, address = '', size] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
  const found = readAddress(address);
  if (found === undefined) return undefined;
  const length = size === undefined ? ADDRESS_BITS[found.family] : Number(size);
  if (length > ADDRESS_BITS[found.family]) return undefined;
  const mapped = found.family === 'ipv6' && length >= 96 && found.first >> 32n === MAPPED >> 32n;
  return mapped
    ? startOf({ family: 'ipv4', first: found.first - MAPPED, length: length - 96 })
    : startOf({ ...found, length });
}

/** The only way in which we write a range: lower case, the longest run of zeros left out, always with its length. */
export function rangeText({ family, first, length }: AddressRange): string {
  if (family === 'ipv4') {
    const octets = [24n, 16n, 8n, 0n].map((shift) => (first >> shift) & 0xffn);
    return `${octets.join('.')}/${length}`;
  }
  const groups = Array.from({ length: 8 }, (_, index) => ((first >> BigInt(112 - 16 * index)) & 0xffffn).toString(16));
  // A URL writes it as RFC 5952 wants it.
  return `${new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)}/${length}`;
}

export function overlap(one: AddressRange, other: AddressRange): boolean {
  if (one.family !== other.family) return false;
  const length = Math.min(one.length, other.length);
  return startOf({ ...one, length }).first === startOf({ ...other, length }).first;
}

/** The range of that length around it, from its first address on. */
export function startOf({ family, first, length }: AddressRange): AddressRange {
  const rest = BigInt(ADDRESS_BITS[family] - length);
  return { family, first: (first >> rest) << rest, length };
}

function readAddress(text: string): { readonly family: AddressFamily; readonly first: bigint } | undefined {
  if (isIPv4(text)) return { family: 'ipv4', first: joined(text.split('.').map(BigInt), 8n) };
  // An address with a zone belongs to a link, and to nobody who comes from afar.
  if (!isIPv6(text) || text.includes('%')) return undefined;
  const [head = '', tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split('::');
  const before = groupsOf(head);
  const after = groupsOf(tail ?? '');
  const between = new Array<bigint>(8 - before.length - after.length).fill(0n);
  return { family: 'ipv6', first: joined([...before, ...between, ...after], 16n) };
}

function groupsOf(text: string): bigint[] {
  return text === '' ? [] : text.split(':').map((group) => BigInt(`0x${group}`));
}

function joined(parts: readonly bigint[], bits: bigint): bigint {
  return parts.reduce((sum, part) => (sum << bits) | part, 0n);
}
