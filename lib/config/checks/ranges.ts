import type { Problem } from '../problems';
import { parts } from './regions';
import type { Check } from './input';

export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

const PRIVATE = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'].map((range) => parseRange(range));

/** Prefix lengths of VPCs. */
const VPC_SIZES = { largest: 16, smallest: 20 };

/** NW-01: VPCs are apart, and could be joined by a recovery without renumbering. */
export const disjointRanges: Check = ({ config }) => {
  const seen: { range: Range; cidr: string; name: string }[] = [];
  return parts(config).flatMap(({ environment, region, cidr, path }): Problem[] => {
    const range = parseRange(cidr);
    const wrong = range && mistake(cidr, range, VPC_SIZES);
    if (range === undefined || wrong !== undefined) {
      const reason = wrong ?? `is not an IPv4 range; one such as 10.16.0.0/16 is expected; correct it`;
      return [{ path: [...path, 'cidr'], message: `'${cidr}' ${reason}` }];
    }
    const overlapping = seen.find(({ range: other }) => range.from < other.to && other.from < range.to);
    seen.push({ range, cidr, name: `${environment}/${region}` });
    if (overlapping === undefined) return [];
    return [
      {
        path: [...path, 'cidr'],
        message: `'${cidr}' overlaps ${overlapping.cidr} of ${overlapping.name}; every VPC has a range of its own; choose a free one`,
      },
    ];
  });
};

/** What a private range must be, beside free. */
export function mistake(cidr: string, range: Range, sizes: typeof VPC_SIZES): string | undefined {
  const size = Number(cidr.split('/')[1]);
  const { largest, smallest } = sizes;
  if (size < largest || size > smallest) {
    return `has the size /${size}; /${largest} to /${smallest} are allowed; choose one of them`;
  }
  const start = Math.floor(range.from / 2 ** (32 - size)) * 2 ** (32 - size);
  if (start !== range.from) {
    return `does not begin at a multiple of its size; ${address(start)}/${size} does; write that or choose another`;
  }
  if (!PRIVATE.some((whole) => whole && whole.from <= range.from && range.to <= whole.to)) {
    return 'is not private; ranges within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10 are; choose one of them';
  }
  return undefined;
}

export function parseRange(cidr: string): Range | undefined {
  const [text = '', size = ''] = cidr.split('/');
  const octets = text.split('.').map(Number);
  if (octets.length !== 4 || octets.some((octet) => !(octet <= 255)) || !(Number(size) <= 32)) return undefined;
  const from = octets.reduce((sum, octet) => sum * 256 + octet, 0);
  return { from, to: from + 2 ** (32 - Number(size)) };
}

function address(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
