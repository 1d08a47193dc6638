import type { Commitment } from '../commitments/commitment';

/** Promises about where everything stands: in which environment, region and zone. */
export const platformCommitments: readonly Commitment[] = [
  {
    id: 'AV-01',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Sites go on when a server fails, or a whole data center: everything they need stands in several zones of a region.',
    controls: { iso27001: ['8.14'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-10', 'SC-5', 'SI-13'] },
    watchedBy: ['web-servers-unhealthy', 'database-events', 'log-servers-unhealthy'],
  },
  {
    id: 'AV-03',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Every region works by itself, so that the loss of one stops no other, and has a region that its sites can move to, names included.',
    controls: { iso27001: ['5.30', '8.14'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-7', 'CP-10'] },
    watchedBy: ['backup-copies-missing'],
    decisions: ['D8'],
  },
  {
    id: 'TN-07',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Production, test and development are environments apart: no network joins them, and the only way between them is the one by which production stores copies of its sites.',
    controls: {
      iso27001: ['8.31', '8.22'],
      soc2: ['CC6.1', 'CC8.1'],
      pciDss: ['6.5.3', '6.5.4'],
      nist80053: ['CM-4(1)', 'SC-7', 'AC-4'],
    },
    watchedBy: ['outside-access', 'permissions-changed'],
    decisions: ['D20'],
  },
  {
    id: 'TN-11',
    document: 'vintrace',
    class: 'infrastructure',
    statement:
      'A site is hosted in the country or the regions that its customer names, and its copies, records and third parties stay there as well.',
    controls: { iso27001: ['5.34', '5.23'], soc2: ['C1.1', 'P6.1'], pciDss: [], nist80053: ['SA-9(5)', 'AC-4'] },
    watchedBy: ['dns-names-blocked', 'egress-firewall-drops'],
    decisions: ['D8', 'D14', 'D20'],
  },
  {
    id: 'TN-12',
    document: 'Vinterre',
    class: 'infrastructure',
    statement: 'Customers whose residency is the United States are hosted by AWS in regions of that country alone.',
    controls: { iso27001: ['5.34', '5.23'], soc2: ['C1.1'], pciDss: [], nist80053: ['SA-9(5)'] },
    watchedBy: ['dns-names-blocked', 'egress-firewall-drops'],
    decisions: ['D8'],
  },
];
