import type { Commitment } from '../commitments/commitment';

/** What is promised about records: that they are kept whole, in one place, and where else they go. */
export const auditCommitments: readonly Commitment[] = [
  {
    id: 'LG-02',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Records of what was done are signed, encrypted and locked for 400 days, and on-call hears of whoever touches them.',
    controls: {
      iso27001: ['8.15'],
      soc2: ['CC7.2'],
      pciDss: ['10.3.2', '10.3.4', '10.5.1'],
      nist80053: ['AU-9', 'AU-9(3)', 'AU-11'],
    },
    watchedBy: ['trail-tampering', 'archive-changed', 'logs-deleted', 'key-deletion'],
    decisions: ['D17'],
  },
  {
    id: 'LG-05',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Whatever logs in a region logs to that region’s encrypted groups and archive, and what must not be missed there rings an alarm.',
    controls: {
      iso27001: ['8.15', '8.16'],
      soc2: ['CC7.2'],
      pciDss: ['10.3.3', '10.4.1'],
      nist80053: ['AU-6', 'AU-6(4)', 'AU-12'],
    },
    watchedBy: ['log-delivery-stopped', 'log-delivery-denied', 'server-messages-silent'],
    decisions: ['D8'],
  },
  {
    id: 'LG-09',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'Logs and metrics also go to Elastic Cloud, in the residency of the sites that they speak of.',
    controls: { iso27001: ['8.15', '8.16'], soc2: ['CC7.2'], pciDss: ['10.4.1.1'], nist80053: ['AU-6', 'SI-4'] },
    watchedBy: [],
    decisions: ['D8', 'D14'],
    open: 'Elastic Cloud is a registered sub-processor with an address in each residency, which the network lets servers call; nothing sends it logs yet, and no secret of ours for it is kept.',
  },
  {
    id: 'LG-10',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'Errors of the application are reported to Sentry, in the residency of the site that they occur at.',
    controls: { iso27001: ['8.16'], soc2: ['CC7.2'], pciDss: [], nist80053: ['SI-4'] },
    watchedBy: [],
    decisions: ['D8', 'D14'],
    open: 'Sentry is a registered sub-processor with an address in each residency, which the network lets servers call; the application is given no key for it yet, and nothing shows that a report arrives.',
  },
  {
    id: 'LG-11',
    document: 'Vinterre',
    class: 'infrastructure',
    statement: 'Datadog monitors the platform by a role that reads metrics alone and that nobody else can take.',
    controls: { iso27001: ['8.15', '8.16'], soc2: ['CC7.2'], pciDss: ['10.4.1.1'], nist80053: ['AU-6', 'SI-4'] },
    watchedBy: [],
    decisions: ['D8', 'D14'],
    open: 'Datadog is a registered sub-processor with an address in each residency; the role with its external id is not made yet, so that it is shown nothing.',
  },
];
