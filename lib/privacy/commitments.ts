import type { Commitment } from '../commitments/commitment';

/** The promises about personal data that requests, erasure, retention and the register of third parties keep. */
export const privacyCommitments: readonly Commitment[] = [
  {
    id: 'TN-09',
    document: 'Aeronet',
    class: 'organisational',
    statement:
      'Customers own their data: it outlives the stacks that hold it, and a customer who leaves is given all of it and confirms so before anything is taken away.',
    controls: { iso27001: ['5.34', '8.10'], soc2: ['C1.1', 'P5.1'], pciDss: [], nist80053: ['SI-12'] },
    watchedBy: ['privacy-step-failed', 'privacy-task-late'],
    decisions: ['D9'],
    attestation:
      'The receipt of a customer’s exit has the export of each site, and who at the customer has confirmed it.',
  },
  {
    id: 'TN-10',
    document: 'vintrace',
    class: 'infrastructure',
    statement:
      'Customers are given their data as CSV and as an Excel workbook, whole and safe to open, whenever they ask.',
    controls: { iso27001: ['5.34'], soc2: ['P5.1'], pciDss: [], nist80053: ['SI-12'] },
    watchedBy: ['site-operation-failed', 'privacy-step-failed'],
  },
  {
    id: 'TN-18',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'Customers’ data is shared with nobody: nobody outside an account has rights in it, and servers find no host but those of AWS, ours, and registered sub-processors’.',
    controls: {
      iso27001: ['5.14', '8.12', '8.22'],
      soc2: ['C1.1', 'CC6.6', 'P6.1'],
      pciDss: ['1.3.2', '7.2.1'],
      nist80053: ['AC-4', 'AC-21', 'SC-7(5)'],
    },
    watchedBy: ['outside-access', 'dns-names-blocked', 'egress-firewall-drops'],
    decisions: ['D14'],
  },
  {
    id: 'TN-19',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'Nothing is kept for longer than it is needed: every store has a maximum age, or a stated reason that bounds it.',
    controls: { iso27001: ['5.33', '8.10'], soc2: ['C1.2', 'P4.2'], pciDss: ['3.2.1'], nist80053: ['SI-12', 'AU-11'] },
    watchedBy: ['rule-broken'],
  },
  {
    id: 'TN-20',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'People and customers have their data given to them, corrected or erased within thirty days, with a receipt.',
    controls: { iso27001: ['5.34', '8.10'], soc2: ['P4.3', 'P5.1', 'P5.2'], pciDss: [], nist80053: ['SI-12', 'SI-18'] },
    watchedBy: ['privacy-request-overdue', 'privacy-request-due', 'privacy-step-failed'],
    decisions: ['D9'],
  },
  {
    id: 'TN-21',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'A person can have all that is held of them, by the platform and by everybody whom it passes data on to.',
    controls: { iso27001: ['5.34'], soc2: ['P5.1'], pciDss: [], nist80053: ['SI-18'] },
    watchedBy: ['privacy-request-overdue', 'privacy-request-due', 'privacy-task-late'],
  },
  {
    id: 'TN-22',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'What is erased stays erased: the backups of an erased site can never be read again, and a restored backup does not bring an erased person back.',
    controls: { iso27001: ['8.10'], soc2: ['P4.3'], pciDss: [], nist80053: ['MP-6', 'SI-12'] },
    watchedBy: ['privacy-step-failed', 'key-deletion'],
    decisions: ['D7', 'D9', 'D21'],
  },
  {
    id: 'TN-23',
    document: 'Vintra',
    class: 'organisational',
    statement: 'Customers’ data are processed as the customer has instructed, and every read of them is on record.',
    controls: { iso27001: ['5.34', '8.15'], soc2: ['P4.1', 'CC7.2'], pciDss: ['10.2.1'], nist80053: ['AU-2', 'AU-6'] },
    watchedBy: ['trail-tampering'],
    attestation:
      'The saved query of each region says who has read a site; whoever reviews it notes when in their calendar.',
  },
  {
    id: 'TN-24',
    document: 'Vintra',
    class: 'organisational',
    statement: 'Services that analyse usage receive none of the data that customers keep in their sites.',
    controls: { iso27001: ['5.34'], soc2: ['P4.1', 'P6.1'], pciDss: [], nist80053: ['SI-12'] },
    watchedBy: ['dns-names-blocked'],
    attestation:
      'The config refuses an integration whose sub-processor is registered as one that receives customers’ data; that the application sends such a service nothing personal is for its own tests to show.',
  },
  {
    id: 'TN-25',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'Nothing that a provider of sign-in tells us of somebody goes to a broker of data, or is sold.',
    controls: { iso27001: ['5.34', '5.14'], soc2: ['P4.1', 'P6.1'], pciDss: [], nist80053: ['AC-21', 'PM-25'] },
    watchedBy: ['outside-access', 'dns-names-blocked'],
    decisions: ['D14'],
    attestation:
      'That nothing is sold is for the accounts to show; that it could not leave unnoticed, for the same rules as keep TN-18: no outsider has a right, and no unregistered host can be called.',
  },
  {
    id: 'OR-06',
    document: 'Vintra',
    class: 'organisational',
    statement:
      'Only third parties in the register receive data, each bound by an agreement, and each confirms its part of every request about personal data.',
    controls: {
      iso27001: ['5.19', '5.20'],
      soc2: ['CC9.2', 'P6.4'],
      pciDss: ['12.8.1', '12.8.2'],
      nist80053: ['SA-9'],
    },
    watchedBy: ['privacy-task-late', 'dns-names-blocked'],
    decisions: ['D14'],
    attestation:
      'The signed agreement with each sub-processor of the register. The register is `subProcessors` of config/platform.yaml, shown here as a page: nothing can be integrated, and no host can be called, that is not in it.',
  },
];
