/** What stands in the place of a secret. */
export const REDACTED = '[redacted]';

/** Names of members that hold secrets, whatever stands around them: `newPassword`, `api_key`, `X-Auth-Token`. */
const SECRET_NAME =
  /(?:^|[-_])pass$|passw|passphrase|passcode|secret|credential|api[-_]?key|private[-_]?key|authorization|cookie|token|otp$|^pin$|session[-_]?id/i;

/** Secrets that are known by their looks, wherever they stand in a text. */
const SECRET_TEXTS: readonly RegExp[] = [
  // JSON Web Tokens.
  /\beyJ[\w-]{5,}\.[\w-]{5,}\.[\w-]*/g,
  // API keys of sites.
  /\bck_[a-z][a-z0-9-]{1,40}_[0-9a-f]{16}_[\w-]{43}/g,
  // Access keys of AWS.
  /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g,
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
  // Header values.
  /\b(?:Bearer|Basic|ApiKey)\s+[\w.~+/=-]{8,}/gi,
];
/** `password=…`, `"token": "…"`, `?secret=…`: up to whatever ends the value. */
const ASSIGNED = new RegExp(
  String.raw`((?:password|passwort|passwd|passphrase|secret|token|api[-_]?key|authorization|cookie)["']?\s*[=:]\s*)` +
    String.raw`(?!\[redacted\])("(?:[^"\\]|\\.)*"|'[^']*'|(?:(?:Bearer|Basic|ApiKey)\s+)?[^\s&,;"'}\]]+)`,
  'gi',
);

/**
 * A copy in which no password, token or key is left: by the name of a member, and by the looks of a text (LG-03). The
 * value itself is not changed. Whatever is done again to the result changes nothing more.
 */
export function redact(value: unknown): unknown {
  return redactIn(value, new Set());
}

function redactIn(value: unknown, above: ReadonlySet<object>): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value !== 'object' || value === null) return value;
  // What holds itself can't be logged anyway.
  if (above.has(value)) return REDACTED;
  const within = new Set(above).add(value);
  if (Array.isArray(value)) return value.map((item) => redactIn(item, within));
  if (value instanceof Date) return value;
  const plain = value instanceof Error ? { ...value, name: value.name, message: value.message } : value;
  // By definition, so that a member named __proto__ is one like any other.
  return Object.fromEntries(
    Object.entries(plain).map(([name, item]) => [
      redactText(name),
      SECRET_NAME.test(name) && item !== null && item !== undefined ? REDACTED : redactIn(item, within),
    ]),
  );
}

/** The same for a text by itself. */
export function redactText(text: string): string {
  const plain = SECRET_TEXTS.reduce((done, secret) => done.replace(secret, REDACTED), text);
  return plain.replace(ASSIGNED, (_, name: string, value: string) => {
    const quote = /^["']/.exec(value)?.[0] ?? '';
    return `${name}${quote}${REDACTED}${quote}`;
  });
}
