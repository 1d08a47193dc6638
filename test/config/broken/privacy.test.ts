import { loadPlatform } from '../../../lib/config/load';
import { describeBroken, lineOf, replace, withConfig } from './broken-config';

describeBroken('requests about personal data that would come too late', {
  'a deadline beyond what was promised (TN-20, TN-21)': {
    edits: { 'platform.yaml': replace('deadlineDays: 30', 'deadlineDays: 45') },
    problems: [
      `config/platform.yaml:${lineOf('deadlineDays:')}:17 privacy.deadlineDays: 45 must be 30 or less: that is what was promised (TN-20, TN-21); correct it`,
    ],
  },
  'a sub-processor that may take as long as all of the request (OR-06)': {
    edits: { 'platform.yaml': replace('subProcessorDays: 20', 'subProcessorDays: 30') },
    problems: [
      `config/platform.yaml:${lineOf('deadlineDays:') + 2}:21 privacy.subProcessorDays: 30 days do not fit into the deadline of 30; up to 29 do; choose less`,
    ],
  },
  'a wait that a shorter deadline leaves no room for': {
    edits: { 'platform.yaml': replace('deadlineDays: 30', 'deadlineDays: 14') },
    problems: [
      `config/platform.yaml:${lineOf('deadlineDays:') + 2}:21 privacy.subProcessorDays: 20 days do not fit into the deadline of 14; up to 13 do; choose less`,
      `config/platform.yaml:${lineOf('deadlineDays:') + 3}:20 privacy.exitWaitingDays: 14 days do not fit into the deadline of 14; up to 13 do; choose less`,
    ],
  },
});

describeBroken('links that find nobody', {
  'one to a table that says of no row whose it is': {
    edits: {
      'platform.yaml': replace(
        'column: job, references: service.job, key: id',
        'column: job, references: wine.batch, key: id',
      ),
    },
    problems: [
      `config/platform.yaml:${lineOf('deadlineDays:') + 8}:61 privacy.links[3].references: 'wine.batch' says of no row whose it is; public.account, public.contact, public.message have a column masked as email or phone; refer to one of them, or link it to one`,
    ],
  },
  'one that goes round': {
    edits: {
      'platform.yaml': replace(
        'table: service.job, column: contact, references: public.contact',
        'table: service.job, column: contact, references: service.job_report',
      ),
    },
    problems: [
      `config/platform.yaml:${lineOf('deadlineDays:') + 7}:58 privacy.links[2].references: 'service.job_report' leads back to service.job; a link leads to the rows that say whose they are; remove one`,
      `config/platform.yaml:${lineOf('deadlineDays:') + 8}:61 privacy.links[3].references: 'service.job' leads back to service.job_report; a link leads to the rows that say whose they are; remove one`,
    ],
  },
});

describeBroken('analysis of what customers keep in their sites (TN-24)', {
  'an integration with a party that receives customer data': {
    edits: { 'platform.yaml': replace('sentry: Sentry', 'sentry: Helpdesk One') },
    problems: [
      "config/platform.yaml:188:11 integrations.sentry: 'Helpdesk One' is registered as one that receives customer data, and an integration analyses usage; only those with usage or none are allowed; send it less, or end the integration",
    ],
  },
});

test('without a word about privacy, the promised deadline holds', () => {
  const edits = { 'platform.yaml': (text: string) => text.replace(/\nprivacy:\n(  .*\n)+/, '') };
  withConfig(edits, (folder) =>
    expect(loadPlatform(folder).config.privacy).toMatchObject({ deadlineDays: 30, links: [] }),
  );
});
