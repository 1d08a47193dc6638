import { noticeContacts } from '../sites';
import type { Problem } from '../problems';
import type { Check } from './input';

/** IR-01, IR-04: a reminder that comes before the clock begins reminds nobody. */
export const remindersWithinClocks: Check = ({ config: { incidents } }) => {
  const clocks = [
    ['breachReminderHours', 'breachNoticeHours', 'hours'],
    ['disclosureConfirmReminderHours', 'disclosureConfirmHours', 'hours'],
    ['disclosureReminderDays', 'disclosureDays', 'days'],
  ] as const;
  return clocks.flatMap(([reminders, clock, unit]) =>
    incidents[reminders].flatMap((before, index): Problem[] => {
      const path = ['incidents', reminders, index];
      if (before >= incidents[clock]) {
        const most = incidents[clock] - 1;
        const allowed = most > 0 ? `1 to ${most} ${unit} are allowed` : 'no reminder is possible';
        const message = `${before} is not within ${clock} of ${incidents[clock]}; ${allowed}; set ${reminders} to fit`;
        return [{ path, message }];
      }
      if (incidents[reminders].indexOf(before) === index) return [];
      return [{ path, message: `${before} is listed twice; each reminder comes once; remove one` }];
    }),
  );
};

/** IR-01: nobody looks for an address in the night of a breach. */
export const customersHaveNoticeContact: Check = ({ sites, unreadable }) => {
  const contacts = noticeContacts(sites);
  const told = new Set<string>();
  return Object.entries(sites).flatMap(([id, { customer }]): Problem[] => {
    if (contacts.has(customer) || told.has(customer) || unreadable?.has(id)) return [];
    told.add(customer);
    return [
      {
        path: ['sites', id],
        message: `no site of ${customer} says whom to tell of a data breach (IR-01); one must; add noticeContact`,
      },
    ];
  });
};
