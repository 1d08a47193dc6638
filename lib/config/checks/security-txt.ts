import { DateTime } from 'luxon';
import type { Check } from './input';

/** IR-05, RFC 9116: the file says until when it can be relied upon, a year ahead at most. */
export const securityTxtExpiry: Check = ({ config, today }) => {
  if (today === undefined) return [];
  const { expires } = config.securityTxt;
  const latest = DateTime.fromISO(today, { zone: 'utc' }).plus({ years: 1 }).toISODate() ?? today;
  if (expires > today && expires <= latest) return [];
  const reason = expires <= today ? 'has come' : 'is more than a year ahead';
  return [
    {
      path: ['securityTxt', 'expires'],
      message: `'${expires}' ${reason}; a date after ${today} and up to ${latest} is allowed; review the contacts and policy and set a new date`,
    },
  ];
};
