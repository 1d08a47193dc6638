import { IANAZone } from 'luxon';
import { suggestion } from './suggestion';

const answers = new Map<string, boolean>();

/**
 * Whether AWS Backup and EventBridge Scheduler take the name: an area and a place of the IANA list, or UTC. Intl
 * also takes abbreviations, offsets and any letter case.
 */
export function isTimeZone(name: string): boolean {
  let valid = answers.get(name);
  if (valid === undefined) {
    valid = name === 'UTC' || (/^[A-Z][A-Za-z_]*(\/[A-Z][A-Za-z0-9_+-]*)+$/.test(name) && IANAZone.isValidZone(name));
    answers.set(name, valid);
  }
  return valid;
}

/** What to say of a name that is not one. */
export function timeZoneProblem(name: string): string {
  const capitalised = name.toLowerCase().replace(/(^|[/_-])[a-z]/g, (letter) => letter.toUpperCase());
  const known = [...Intl.supportedValuesOf('timeZone'), ...(isTimeZone(capitalised) ? [capitalised] : [])];
  const hint = suggestion(name, known) || '; choose one';
  return `'${name}' is not a time zone; names of the IANA list such as Australia/Sydney are${hint}`;
}
