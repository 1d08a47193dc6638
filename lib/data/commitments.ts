import type { Commitment } from '../commitments/commitment';

/** Promises about the servers that sites live on. */
export const dataCommitments: readonly Commitment[] = [
  {
    id: 'AV-02',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Data lies in more than one place at any time: in two zones or more, and as a backup in a second region.',
    controls: { iso27001: ['8.13', '8.14'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-6', 'CP-9'] },
    watchedBy: ['backup-copies-missing', 'site-backups-missing'],
    decisions: ['D19'],
  },
  {
    id: 'AV-04',
    document: 'Vintra',
    class: 'infrastructure',
    statement: 'The places that data lies in are far apart: a second region of the residency has copies, or a replica.',
    controls: { iso27001: ['8.14', '5.30'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-6', 'CP-6(1)'] },
    watchedBy: ['backup-copies-missing', 'database-replica-lag'],
    decisions: ['D8', 'D19'],
  },
  {
    id: 'AV-05',
    document: 'Vintra',
    class: 'infrastructure',
    statement: 'Collected files lie in Amazon S3, which keeps each in three zones or more.',
    controls: { iso27001: ['8.14'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-6', 'SC-36'] },
    watchedBy: ['rule-broken'],
  },
  {
    id: 'AV-07',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Sites stand on several kinds of storage: solid-state volumes, database servers and objects.',
    controls: { iso27001: ['8.14'], soc2: ['A1.2'], pciDss: [], nist80053: ['SC-29', 'SC-36'] },
    watchedBy: ['database-storage'],
  },
  {
    id: 'CR-04',
    document: 'Vinterre',
    class: 'infrastructure',
    statement: 'Every connection to a database is encrypted, and its client knows the server by its certificate.',
    controls: { iso27001: ['8.20', '8.24'], soc2: ['CC6.7'], pciDss: ['4.2.1'], nist80053: ['SC-8', 'SC-8(1)'] },
    watchedBy: ['database-events'],
    decisions: ['D13'],
  },
  {
    id: 'TN-08',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'Every site has the room of its data package, of which 1 GB is included and 5, 20 or more can be ordered: the packages on a server never add up to more than it can grow to.',
    controls: { iso27001: ['8.6'], soc2: ['A1.1'], pciDss: [], nist80053: ['CP-2(2)', 'AU-4'] },
    watchedBy: ['database-storage'],
    decisions: ['D6'],
  },
  {
    id: 'TN-17',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'A customer who orders a dedicated server shares the database server of the site with nobody.',
    controls: { iso27001: ['8.6', '8.22'], soc2: ['CC6.1', 'A1.1'], pciDss: ['A1.1.1'], nist80053: ['SC-2', 'SC-39'] },
    watchedBy: ['database-cpu', 'database-memory', 'database-storage'],
    decisions: ['D10'],
  },
];
