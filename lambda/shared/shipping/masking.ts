import { isIP } from 'node:net';
import { redact, redactText } from '../records/redaction';
import type { LogBatch } from './log-batch';

/** What stands in the place of what is personal. */
export const MASKED = '[masked]';

/** Members of log lines that say who somebody is, in whatever spelling: `sourceIp`, `source_ip`, `source-ip`. */
const PERSONAL_MEMBERS = [
  ...['user', 'username', 'userid', 'login', 'actor', 'principal', 'by'],
  ...['email', 'mail', 'mailaddress', 'emailaddress', 'phone', 'phonenumber', 'mobile'],
  ...['firstname', 'lastname', 'fullname', 'displayname', 'birthdate', 'dateofbirth', 'street', 'postcode'],
  ...['ip', 'ipaddress', 'sourceip', 'clientip', 'remoteaddress', 'remoteaddr', 'xforwardedfor', 'useragent'],
];

/** What says who somebody is by its looks, wherever it stands. Each bounded: a line may be a megabyte of anything. */
const PERSONAL_TEXTS: readonly RegExp[] = [
  /[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})+/gi,
  // Telephone numbers with the code of a country.
  /\+\d(?:[ ()-]?\d){7,14}\b/g,
  // Users of sites, whose names are all that a record has of them.
  /\b[a-z][a-z0-9-]{1,40}\.[0-9a-f]{24}\b/g,
];
/** What may be an address of a network; whether it is one is for the library to say. */
const MAYBE_IPV4 = /(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?!\w)/g;
const MAYBE_IPV6 = /(?<![0-9a-z:])[0-9a-z]*:[0-9a-z]*:[0-9a-z:]*/gi;
const LONGEST_IPV6 = 39;

/** Masks lines on their way to third parties, which are to hear of nobody (TN-24). */
export interface Masking {
  /** Masks every line of a batch; the batch itself is not changed. */
  batch(batch: LogBatch): LogBatch;
  /** Masks a single line: by the names of its members where it is JSON, and by the looks of its texts. */
  line(message: string): string;
}

/** @param marked names that the config marks as personal: columns of the application */
export function maskingOf(marked: readonly string[]): Masking {
  const personal = new Set([...PERSONAL_MEMBERS, ...marked.map(plainName)]);

  function mask(value: unknown): unknown {
    if (typeof value === 'string') return maskText(value);
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(mask);
    return Object.fromEntries(
      Object.entries(value).map(([name, item]) => [maskText(name), isPersonal(name, item) ? MASKED : mask(item)]),
    );
  }

  function isPersonal(name: string, item: unknown): boolean {
    return item !== null && item !== undefined && personal.has(plainName(name));
  }

  function line(message: string): string {
    const value = objectIn(message);
    return value === undefined ? maskText(redactText(message)) : JSON.stringify(mask(redact(value)));
  }

  return {
    line,
    batch: (batch) => ({
      ...batch,
      logStream: maskText(batch.logStream),
      logEvents: batch.logEvents.map((event) => ({ ...event, message: line(event.message) })),
    }),
  };
}

function maskText(text: string): string {
  const plain = PERSONAL_TEXTS.reduce((done, looks) => done.replace(looks, MASKED), text);
  return plain.replace(MAYBE_IPV4, (found) => (isIP(found) ? MASKED : found)).replace(MAYBE_IPV6, maskIpv6);
}

/** Whatever stands before an address with a colon between, as in `from:2001:db8::7`, stays. */
function maskIpv6(found: string): string {
  const address = /[^:]:$/.test(found) ? found.slice(0, -1) : found;
  for (let start = Math.max(0, address.length - LONGEST_IPV6); start < address.length; start += 1) {
    const begins = start === 0 || address[start] === ':' || address[start - 1] === ':';
    if (begins && address.length - start > 2 && isIP(address.slice(start)))
      return address.slice(0, start) + MASKED + found.slice(address.length);
  }
  return found;
}

function plainName(name: string): string {
  return name.replaceAll(/[^a-z0-9]/gi, '').toLowerCase();
}

function objectIn(message: string): object | undefined {
  if (!message.trimStart().startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as object;
  } catch {
    return undefined;
  }
}
