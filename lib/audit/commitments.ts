import type { Commitment } from '../commitments/commitment';

/** Of all that goes to third parties. */
const SHIPPING = ['log-shipping-silent', 'log-shipping-throttled', 'log-masking-failing'];

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
    attestation:
      'README.md, Deploy: the policy that keeps administrators and root from it, which the organization’s management account attaches and shows.',
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
    statement:
      'What functions and the application log of their running, and of nobody, also goes to Elastic Cloud, in the residency of the sites that it speaks of.',
    controls: { iso27001: ['8.15', '8.16'], soc2: ['CC7.2'], pciDss: ['10.4.1.1'], nist80053: ['AU-6', 'SI-4'] },
    watchedBy: [...SHIPPING, 'log-delivery-refused', 'log-delivery-late', 'undelivered-logs-growing'],
    decisions: ['D8', 'D14'],
  },
  {
    id: 'LG-10',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'Errors of the application and of functions are reported to Sentry, in the residency of the sites that they may be about, and without a name.',
    controls: { iso27001: ['8.16'], soc2: ['CC7.2'], pciDss: [], nist80053: ['SI-4'] },
    watchedBy: [...SHIPPING, 'error-reports-late', 'error-reports-lost'],
    decisions: ['D8', 'D14'],
  },
  {
    id: 'LG-11',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'Datadog monitors the platform by the logs that it is sent, which hold the metrics of functions too; it can look at nothing by itself.',
    controls: { iso27001: ['8.15', '8.16'], soc2: ['CC7.2'], pciDss: ['10.4.1.1'], nist80053: ['AU-6', 'SI-4'] },
    watchedBy: [...SHIPPING, 'log-delivery-refused', 'log-delivery-late', 'undelivered-logs-growing'],
    decisions: ['D8', 'D14'],
  },
];
