import { append, describeBroken, LAST_LINE, replace } from './broken-config';

const hours = (value: string) => append(`incidents:\n  breachNoticeHours: ${value}\n`);

describeBroken('clocks of incidents that promise less, or remind nobody (IR-01, IR-04)', {
  'a notice after two days': {
    edits: { 'platform.yaml': hours('48') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 2}:22 incidents.breachNoticeHours: 48 must be 24 hours or less: customers were promised that (Hours from awareness of a data breach in which customers are told; shorter where law asks (IR-01)); correct it`,
    ],
  },
  'an answer to reporters after a week': {
    edits: { 'platform.yaml': append('incidents: { disclosureConfirmHours: 168 }\n') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:38 incidents.disclosureConfirmHours: 168 must be 72 hours or less: reporters were promised that (Hours in which the reporter of a vulnerability is answered (IR-04)); correct it`,
    ],
  },
  'half a year to resolve': {
    edits: { 'platform.yaml': append('incidents: { disclosureDays: 180 }\n') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:30 incidents.disclosureDays: 180 must be 90 days or less: reporters were promised that (Days in which a reported vulnerability is resolved (IR-04)); correct it`,
    ],
  },
  'reminders from before the clock begins, where law asks for six hours': {
    edits: { 'platform.yaml': hours('6') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:1 incidents.breachReminderHours[0]: 12 is not within breachNoticeHours of 6; 1 to 5 hours are allowed; set breachReminderHours to fit`,
    ],
  },
  'a reminder twice': {
    edits: { 'platform.yaml': append('incidents: { breachReminderHours: [12, 4, 4] }\n') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:43 incidents.breachReminderHours[2]: 4 is listed twice; each reminder comes once; remove one`,
    ],
  },
  'a setting that nobody knows': {
    edits: { 'platform.yaml': append('incidents: { dedupHours: 12 }\n') },
    problems: [
      `config/platform.yaml:${LAST_LINE + 1}:14 incidents.dedupHours: 'dedupHours' is not known here; breachNoticeHours, breachReminderHours, dedupeHours, disclosureConfirmHours, disclosureConfirmReminderHours, disclosureDays, disclosureReminderDays are; did you mean 'dedupeHours'?`,
    ],
  },
});

describeBroken('customers whom nobody could tell of a breach (IR-01)', {
  'one whose only site has no address': {
    edits: { 'sites/leeside-lifts.yaml': (text) => text.replace(/^noticeContact.*\n/m, '') },
    problems: [
      'config/sites/leeside-lifts.yaml:2:1 sites.leeside-lifts: no site of leeside-lifts says whom to tell of a data breach (IR-01); one must; add noticeContact',
    ],
  },
  'one with two sites, both without': {
    edits: { 'sites/ironbark-estate.yaml': (text) => text.replace(/^noticeContact.*\n/m, '') },
    problems: [
      'config/sites/ironbark-estate.yaml:2:1 sites.ironbark-estate: no site of ironbark-wines says whom to tell of a data breach (IR-01); one must; add noticeContact',
    ],
  },
  'an address that is none': {
    edits: { 'sites/leeside-lifts.yaml': replace('noticeContact: privacy@', 'noticeContact: privacy at ') },
    problems: [
      "config/sites/leeside-lifts.yaml:9:16 sites.leeside-lifts.noticeContact: 'privacy at leeside-lifts.example' must be an e-mail address (Who at the customer is told of a data breach (IR-01). Default: that of another site of the customer; one has it); correct it",
    ],
  },
});
