import type { Commitment } from '../commitments/commitment';

/** What is promised about sites as tenants: that they are apart, and how they come and are copied. */
export const tenancyCommitments: readonly Commitment[] = [
  {
    id: 'TN-01',
    document: 'vintrace',
    class: 'infrastructure',
    statement:
      'The data of each customer is in a database of its own, with a user, a secret and a key that no other site has.',
    controls: {
      iso27001: ['8.3', '8.12'],
      soc2: ['CC6.1', 'C1.1'],
      pciDss: ['7.2.1', 'A1.1.1'],
      nist80053: ['AC-4', 'SC-4'],
    },
    watchedBy: ['site-operation-failed', 'database-events'],
    decisions: ['D7', 'D10', 'D21'],
  },
  {
    id: 'TN-02',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Customers are isolated from each other in what they can read and in what reads them: nothing that serves one site can use the key, the secret or the database of another.',
    controls: {
      iso27001: ['8.3', '8.22'],
      soc2: ['CC6.1', 'C1.1'],
      pciDss: ['7.2.1', 'A1.1.3'],
      nist80053: ['AC-3', 'AC-4', 'SC-4'],
    },
    watchedBy: ['session-of-another-site', 'unauthorized-calls'],
    decisions: ['D10'],
  },
  {
    id: 'TN-03',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Each site has an identifier that is given once, and whatever is made for it bears that: its keys, secrets, database, objects and users.',
    controls: { iso27001: ['5.9', '5.12'], soc2: ['CC6.1', 'C1.1'], pciDss: ['12.5.1'], nist80053: ['AC-16', 'CM-8'] },
    watchedBy: ['site-departed'],
    decisions: ['D21'],
  },
  {
    id: 'TN-13',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'A customer may have further production sites, each with a database, keys, users and backups of its own, as if it were somebody else’s.',
    controls: { iso27001: ['8.6'], soc2: ['A1.1', 'CC6.1'], pciDss: [], nist80053: ['CP-2(2)', 'SC-4'] },
    watchedBy: ['site-operation-failed'],
    decisions: ['D10'],
  },
  {
    id: 'TN-14',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'A test site, where one is ordered, becomes a copy of the live site at every new release.',
    controls: {
      iso27001: ['8.31', '8.33'],
      soc2: ['CC8.1'],
      pciDss: ['6.5.3', '6.5.5'],
      nist80053: ['CM-4(1)', 'SA-3(2)'],
    },
    watchedBy: ['site-clone-failed'],
    decisions: ['D20'],
  },
  {
    id: 'TN-15',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'A training site, where one is ordered, becomes a copy of the live site every night, after its backup.',
    controls: {
      iso27001: ['8.31', '8.33'],
      soc2: ['CC8.1'],
      pciDss: ['6.5.3', '6.5.5'],
      nist80053: ['CM-4(1)', 'SA-3(2)'],
    },
    watchedBy: ['site-clone-failed', 'site-schedule-not-started'],
    decisions: ['D20'],
  },
  {
    id: 'TN-16',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'A development site, where one is ordered, runs the latest code, in an environment of its own, which every change reaches first.',
    controls: { iso27001: ['8.31'], soc2: ['CC8.1'], pciDss: ['6.5.3'], nist80053: ['CM-4(1)', 'SA-3(1)'] },
    watchedBy: ['site-clone-failed', 'web-server-launch-failed'],
    decisions: ['D20'],
  },
];
