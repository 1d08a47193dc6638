/** The few kinds of value that a certificate is made of, in the Distinguished Encoding Rules of ASN.1 (X.690). */

const TAGS = {
  boolean: 0x01,
  integer: 0x02,
  bits: 0x03,
  octets: 0x04,
  oid: 0x06,
  utf8: 0x0c,
  sequence: 0x30,
  set: 0x31,
};

export function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of(tag), length(content.length), content]);
}

export function sequence(...items: readonly Buffer[]): Buffer {
  return tagged(TAGS.sequence, Buffer.concat(items));
}

export function set(item: Buffer): Buffer {
  return tagged(TAGS.set, item);
}

/** @param value big-endian, not negative. */
export function integer(value: Buffer): Buffer {
  const start = value.findIndex((byte) => byte !== 0);
  const digits = start < 0 ? Buffer.of(0) : value.subarray(start);
  // Its first bit is the sign.
  return tagged(TAGS.integer, (digits[0] ?? 0) < 0x80 ? digits : Buffer.concat([Buffer.of(0), digits]));
}

export function yes(): Buffer {
  return tagged(TAGS.boolean, Buffer.of(0xff));
}

/** @param unused bits at the end that mean nothing. */
export function bits(content: Buffer, unused = 0): Buffer {
  return tagged(TAGS.bits, Buffer.concat([Buffer.of(unused), content]));
}

export function octets(content: Buffer): Buffer {
  return tagged(TAGS.octets, content);
}

export function utf8(text: string): Buffer {
  return tagged(TAGS.utf8, Buffer.from(text, 'utf8'));
}

/** @param text such as `2.5.29.17`. */
export function oid(text: string): Buffer {
  const [first = 0, second = 0, ...rest] = text.split('.').map(Number);
  return tagged(TAGS.oid, Buffer.concat([first * 40 + second, ...rest].map(base128)));
}

/** UTCTime before 2050 and GeneralizedTime after, as RFC 5280 wants it. */
export function time(at: Date): Buffer {
  const text = `${at.toISOString().replace(/\D/g, '').slice(0, 14)}Z`;
  return at.getUTCFullYear() < 2050 ? tagged(0x17, Buffer.from(text.slice(2))) : tagged(0x18, Buffer.from(text));
}

function base128(value: number): Buffer {
  const digits = [value & 0x7f];
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80);
  return Buffer.from(digits);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.of(bytes);
  const digits: number[] = [];
  for (let rest = bytes; rest > 0; rest = Math.floor(rest / 256)) digits.unshift(rest % 256);
  return Buffer.of(0x80 | digits.length, ...digits);
}
