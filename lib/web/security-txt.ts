/** Where security.txt stands on every host (RFC 9116). */
export const SECURITY_TXT_PATH = '/.well-known/security.txt';

/** A load balancer's fixed response holds no more bytes. */
const LIMIT = 1024;
const DAY = 86_400_000;

export interface SecurityTxtFacts {
  /** Mail address that takes reports of vulnerabilities. */
  readonly contact: string;
  /** Date from which readers must not trust the file any more, `yyyy-mm-dd`. */
  readonly expires: string;
  /** Our vulnerability disclosure policy; https. */
  readonly policyUrl: string;
}

/**
 * The security.txt of a region (IR-05). It names no canonical address: every site's host serves this same file, and
 * a reader must distrust a file that he found at an address other than its canonical one.
 */
export function securityTxt(facts: SecurityTxtFacts): string {
  const text = [
    `Contact: mailto:${facts.contact}`,
    `Expires: ${facts.expires}T00:00:00Z`,
    `Policy: ${facts.policyUrl}`,
    'Preferred-Languages: en',
    '',
  ].join('\n');
  const problems = formProblems(text);
  if (problems.length > 0) throw new Error(`security.txt: ${problems.join('; ')}. See securityTxt in platform.yaml`);
  return text;
}

/** What is wrong with a security.txt at a date: its form, and whether it has expired or will too late. */
export function securityTxtProblems(text: string, on: Date): string[] {
  const problems = formProblems(text);
  const expires = Date.parse(fieldsOf(text).get('expires')?.[0] ?? '');
  if (expires <= on.getTime()) problems.push('it has expired');
  if (expires > on.getTime() + 366 * DAY) problems.push('it expires more than a year from now');
  return problems;
}

/** What is wrong with the form of a security.txt, whatever the date. */
export function formProblems(text: string): string[] {
  const fields = fieldsOf(text);
  const contacts = fields.get('contact') ?? [];
  const expires = fields.get('expires') ?? [];
  const problems: string[] = [];
  if (contacts.length === 0) problems.push('Contact is missing');
  for (const contact of contacts)
    if (!/^(mailto:[^\s@]+@[^\s@]+|https:\/\/\S+|tel:\S+)$/.test(contact))
      problems.push(`Contact '${contact}' must be a mailto:, https: or tel: address`);
  if (expires.length !== 1) problems.push('Expires must stand exactly once');
  else if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/.test(expires[0]!) || Number.isNaN(Date.parse(expires[0]!)))
    problems.push(`Expires '${expires[0]}' must be a time such as 2027-03-01T00:00:00Z`);
  if (fields.get('policy') === undefined) problems.push('Policy is missing');
  for (const policy of fields.get('policy') ?? [])
    if (!/^https:\/\/\S+$/.test(policy)) problems.push(`Policy '${policy}' must be an https: address`);
  if ((fields.get('preferred-languages') ?? []).length > 1) problems.push('Preferred-Languages may stand only once');
  if (/[^\n\x20-\x7e]/.test(text)) problems.push('it must be plain ASCII, one field a line');
  if (text.length > LIMIT) problems.push(`it has ${text.length} characters, the load balancer serves ${LIMIT}`);
  return problems;
}

function fieldsOf(text: string): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const field = /^([A-Za-z-]+): (.*)$/.exec(line);
    if (field === null) continue;
    const name = field[1]!.toLowerCase();
    fields.set(name, [...(fields.get(name) ?? []), field[2]!]);
  }
  return fields;
}
