import type { Commitment } from '../commitments/commitment';

/** What is promised about coming back after a loss. */
export const recoveryCommitments: readonly Commitment[] = [
  {
    id: 'DR-01',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'A site is back within one working day, eight hours, and loses no more than what came after its last backup.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: ['site-operation-failed'],
  },
  {
    id: 'DR-02',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'A site can be restored in another region, which has its backups, keys and subnets before they are needed, and becomes the running platform by one word of the config.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: ['backup-copies-missing'],
    decisions: ['D8', 'D19'],
  },
  {
    id: 'DR-03',
    document: 'vintrace',
    class: 'infrastructure',
    statement: 'Nothing ties a site to a zone or a region of its residency.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: ['restore-test-failed'],
    decisions: ['D8'],
  },
  {
    id: 'DR-04',
    document: 'vintrace',
    class: 'infrastructure',
    statement: 'Every quarter the recovery of all sites and of their servers is tested in full.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: [
      'site-verify-failed',
      'restore-test-failed',
      'site-unproven',
      'recovery-drill-failed',
      'recovery-drill-overdue',
      'drill-server-left',
    ],
    decisions: ['D15'],
  },
  {
    id: 'DR-05',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Sites come back in the order of their priority, by one prepared operation, whose time each drill measures.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: ['site-operation-failed'],
  },
  {
    id: 'DR-06',
    document: 'Vintra',
    class: 'organisational',
    statement: 'What to do after a disaster is written down, step by step.',
    controls: { iso27001: ['5.29', '5.30'], soc2: ['A1.2'], pciDss: ['12.10.1'], nist80053: ['CP-2'] },
    watchedBy: [],
    attestation:
      'The plan that `npm run recovery:runbook` makes of the templates, step by step and with its minutes; docs/recovery.md; the runbook, docs/runbook.md, with one section for each alarm.',
  },
  {
    id: 'DR-07',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Recovery is tested every night, on a site of each server and on a recovery point.',
    controls: {
      iso27001: ['5.29', '5.30', '8.13'],
      soc2: ['A1.2', 'A1.3'],
      pciDss: ['12.10.2'],
      nist80053: ['CP-4', 'CP-10'],
    },
    watchedBy: ['site-verify-failed', 'restore-test-failed'],
  },
  {
    id: 'DR-08',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Nobody can delete a recovery point before its time, administrators included.',
    controls: { iso27001: ['8.13', '8.3'], soc2: ['CC6.1', 'A1.2'], pciDss: ['10.3.4'], nist80053: ['CP-9', 'AC-6'] },
    watchedBy: ['backup-tampering'],
    decisions: ['D17'],
  },
  {
    id: 'DR-09',
    document: 'vintrace',
    class: 'infrastructure',
    statement: 'Customers are given a picture of the production set-up.',
    controls: { iso27001: ['5.9', '8.20'], soc2: ['CC2.3'], pciDss: ['1.2.3'], nist80053: ['CM-8', 'PL-8'] },
    watchedBy: [],
  },
  {
    id: 'DR-10',
    document: 'Vintra',
    class: 'infrastructure',
    statement: 'No single server or data center is needed for a site to run.',
    controls: { iso27001: ['8.14'], soc2: ['A1.2'], pciDss: ['12.10.2'], nist80053: ['CP-6', 'SC-5'] },
    watchedBy: ['web-servers-unhealthy', 'database-events'],
  },
  {
    id: 'DR-11',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'There is a plan for how business goes on after a disaster.',
    controls: { iso27001: ['5.29', '5.30'], soc2: ['A1.2'], pciDss: ['12.10.1'], nist80053: ['CP-2'] },
    watchedBy: [],
    attestation:
      'The business continuity plan, kept by the company beside this repository; drills and rehearsals are the evidence that this platform adds.',
  },
];
