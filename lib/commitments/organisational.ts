import type { Commitment } from './commitment';

/** What AWS attests of its data centres, for whoever has an account. */
const ARTIFACT = 'AWS Artifact, in the console of every account of ours';

/** Promises that people or AWS keep, each with what shows it. */
export const organisationalCommitments: readonly Commitment[] = [
  {
    id: 'AV-06',
    document: 'vintrace',
    class: 'inherited',
    statement: 'Several providers of backbones connect the data centres to the internet.',
    controls: { iso27001: ['8.14', '8.21'], soc2: ['A1.2'], pciDss: [], nist80053: ['CP-8', 'CP-8(2)'] },
    watchedBy: [],
    attestation: `SOC 2 Type II report, redundancy of networks and power: ${ARTIFACT}.`,
  },
  {
    id: 'OR-01',
    document: 'Vintra',
    class: 'organisational',
    statement:
      'What we do is held against ISO 27001 and SOC 2 among other standards: every commitment here names the controls that it is evidence for.',
    controls: { iso27001: ['5.36', '5.31'], soc2: ['CC1.2', 'CC4.1'], pciDss: ['12.4.2'], nist80053: ['CA-2', 'CA-7'] },
    watchedBy: ['security-finding', 'rule-broken'],
    attestation:
      'Certificates and reports of our own auditors; those of AWS on ISO 9001, 27001, 27017 and 27018 and SOC 1, 2 and 3 are in ' +
      `${ARTIFACT}. The page of controls of this evidence is the map between both.`,
  },
  {
    id: 'OR-02',
    document: 'Aeronet',
    class: 'inherited',
    statement: 'AWS, which hosts all of it, is a service provider of level 1 under PCI DSS.',
    controls: { iso27001: ['5.22', '5.23'], soc2: ['CC9.2'], pciDss: ['12.8.4', '12.8.5'], nist80053: ['SA-9'] },
    watchedBy: [],
    attestation: `PCI DSS Attestation of Compliance and Responsibility Summary: ${ARTIFACT}.`,
  },
  {
    id: 'OR-03',
    document: 'Vintra',
    class: 'inherited',
    statement: 'The data centres are guarded around the clock, and only screened people get to where servers stand.',
    controls: {
      iso27001: ['7.1', '7.2', '7.4'],
      soc2: ['CC6.4'],
      pciDss: ['9.2.1', '9.3.1'],
      nist80053: ['PE-2', 'PE-3', 'PE-6'],
    },
    watchedBy: [],
    attestation: `SOC 2 Type II report, controls of physical security: ${ARTIFACT}.`,
  },
  {
    id: 'OR-04',
    document: 'Vinterre',
    class: 'inherited',
    statement: 'The data centres detect fire and put it out by themselves.',
    controls: { iso27001: ['7.5'], soc2: ['A1.2'], pciDss: [], nist80053: ['PE-13'] },
    watchedBy: [],
    attestation: `SOC 2 Type II report, environmental safeguards: ${ARTIFACT}.`,
  },
  {
    id: 'OR-05',
    document: 'Vintra',
    class: 'organisational',
    statement:
      'Transfers of personal data out of the European Union have a legal basis that is in force: Privacy Shield, which was declared void in 2020, counts as none.',
    controls: { iso27001: ['5.31', '5.34'], soc2: ['P6.1', 'P6.4'], pciDss: [], nist80053: ['SA-9(5)'] },
    watchedBy: [],
    decisions: ['D14'],
    attestation:
      'The register of sub-processors names the basis of each transfer, and the config is refused where that is Privacy Shield; the contracts themselves show that it was agreed.',
  },
  {
    id: 'OR-07',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'All staff are trained in security awareness every month.',
    controls: {
      iso27001: ['6.3'],
      soc2: ['CC1.4', 'CC2.2'],
      pciDss: ['12.6.1', '12.6.3'],
      nist80053: ['AT-2', 'AT-4'],
    },
    watchedBy: [],
    attestation: 'Records of who has attended, month by month; the platform keeps nothing of it.',
  },
  {
    id: 'OR-08',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'Whoever works for us has signed a confidentiality agreement before getting any access.',
    controls: { iso27001: ['6.6', '6.2'], soc2: ['CC1.1', 'CC1.4'], pciDss: ['12.6.3'], nist80053: ['PS-6'] },
    watchedBy: ['break-glass-used', 'site-access-granted'],
    attestation: 'The signed agreements. Who has had access to what is in the trail, by name.',
  },
  {
    id: 'OR-10',
    document: 'Vintra',
    class: 'organisational',
    statement:
      'What we have promised to do, and what sub-processors have, is audited regularly: reports of backups and of their controls are made every day and kept for 400 days.',
    controls: {
      iso27001: ['5.35', '5.36', '5.22'],
      soc2: ['CC4.1', 'CC9.2'],
      pciDss: ['12.4.2', '12.8.4'],
      nist80053: ['CA-2', 'AU-6'],
    },
    watchedBy: ['rule-broken', 'backup-job-failed'],
    attestation: 'The auditors’ reports; the daily ones are in the bucket of reports of each region.',
    decisions: ['D16'],
  },
  {
    id: 'OR-11',
    document: 'Vinterre',
    class: 'inherited',
    statement: 'The data centres guard against failing power, heat, humidity and water.',
    controls: {
      iso27001: ['7.5', '7.8', '7.11'],
      soc2: ['A1.2'],
      pciDss: [],
      nist80053: ['PE-9', 'PE-11', 'PE-14', 'PE-15'],
    },
    watchedBy: [],
    attestation: `SOC 2 Type II report, environmental safeguards: ${ARTIFACT}.`,
  },
];
