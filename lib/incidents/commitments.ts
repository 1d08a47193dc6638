import type { Commitment } from '../commitments/commitment';

/** What we say of incidents, breaches and reported vulnerabilities. */
export const incidentsCommitments: readonly Commitment[] = [
  {
    id: 'IR-01',
    document: 'Vinterre',
    class: 'organisational',
    statement:
      'Customers whose data a breach may have exposed are told within 24 hours of our knowing, or sooner where law asks.',
    controls: { iso27001: ['5.24', '5.26'], soc2: ['CC7.4', 'P6.3'], pciDss: ['12.10.1'], nist80053: ['IR-4', 'IR-6'] },
    watchedBy: ['breach-clock-running', 'breach-notice-overdue', 'incident-clocks-stopped'],
    attestation: 'docs/incidents.md, A data breach: the platform drafts and counts, a person sends each notice.',
  },
  {
    id: 'IR-02',
    document: 'Vintra',
    class: 'organisational',
    statement:
      'Customers hear of a breach without needless delay: its clock runs from awareness and can only be shortened.',
    controls: { iso27001: ['5.24', '5.26'], soc2: ['CC7.4', 'P6.3'], pciDss: ['12.10.1'], nist80053: ['IR-6'] },
    watchedBy: ['breach-clock-running', 'breach-notice-overdue'],
    attestation: 'docs/incidents.md, A data breach.',
  },
  {
    id: 'IR-03',
    document: 'Vinterre',
    class: 'organisational',
    statement:
      'An incident that nobody takes on goes to the next of at least two levels in a set time, and notices have their drafts.',
    controls: {
      iso27001: ['5.24', '5.25'],
      soc2: ['CC7.3', 'CC7.4'],
      pciDss: ['12.10.1', '12.10.3'],
      nist80053: ['IR-4', 'IR-7', 'IR-8'],
    },
    watchedBy: ['incident-unacknowledged', 'incident-clocks-stopped'],
    attestation: 'escalation in config/platform.yaml names the people; docs/incidents.md, Who is told when.',
  },
  {
    id: 'IR-04',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'Whoever reports a vulnerability is answered within 72 hours, and it is resolved within 90 days.',
    controls: { iso27001: ['5.24', '8.8'], soc2: ['CC7.1', 'CC7.4'], pciDss: ['6.3.1'], nist80053: ['RA-5', 'SI-2'] },
    watchedBy: ['disclosure-overdue'],
    attestation: 'docs/incidents.md, Reports of vulnerabilities: a person enters each report and answers it.',
  },
  {
    id: 'IR-05',
    document: 'Vinterre',
    class: 'infrastructure',
    statement: 'Every host says, in security.txt, whom to tell of a vulnerability and under which policy.',
    controls: { iso27001: ['8.8'], soc2: ['CC7.1', 'CC2.3'], pciDss: ['6.3.1'], nist80053: ['RA-5'] },
    watchedBy: [],
    attestation: 'A test fails thirty days before the file lapses, and the config is refused from that day on.',
  },
  {
    id: 'IR-06',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'Our web application is scanned by ZAP twice a week and before every release, which a grave finding stops; reports are kept.',
    controls: {
      iso27001: ['8.8', '8.29'],
      soc2: ['CC7.1'],
      pciDss: ['6.4.1', '11.3.2'],
      nist80053: ['RA-5', 'SA-11(8)'],
    },
    watchedBy: ['delivery-unscanned', 'delivery-failed'],
  },
  {
    id: 'IR-07',
    document: 'Vinterre',
    class: 'organisational',
    statement: 'Source code is scanned by Snyk for known vulnerabilities.',
    controls: {
      iso27001: ['8.8', '8.28', '8.29'],
      soc2: ['CC7.1', 'CC8.1'],
      pciDss: ['6.2.3', '6.3.2'],
      nist80053: ['RA-5', 'SA-11(1)'],
    },
    watchedBy: ['delivery-failed'],
    attestation:
      'docs/delivery.md, What stops a release: the pipeline searches this code and its dependencies for weaknesses. Snyk itself scans the application, and its users keep its reports.',
  },
  {
    id: 'IR-08',
    document: 'TeamBench',
    class: 'organisational',
    statement: 'Code is looked through by common tools, tested and reviewed before it is released.',
    controls: {
      iso27001: ['8.25', '8.29'],
      soc2: ['CC8.1'],
      pciDss: ['6.2.3', '6.5.1'],
      nist80053: ['SA-11', 'CM-3(2)'],
    },
    watchedBy: ['delivery-failed'],
    attestation:
      'docs/delivery.md, What stops a release: the history of the pipeline, without which nothing is deployed, keeps every run for a year.',
  },
  {
    id: 'IR-09',
    document: 'Vintra',
    class: 'organisational',
    statement: 'Somebody independent tries to break in at least once a year.',
    controls: {
      iso27001: ['5.35', '8.8'],
      soc2: ['CC4.1', 'CC7.1'],
      pciDss: ['11.4.2', '11.4.3'],
      nist80053: ['CA-8', 'CA-8(1)'],
    },
    watchedBy: [],
    attestation:
      'The report of the latest penetration test, which must be no older than a year; people order and keep it.',
  },
  {
    id: 'IR-11',
    document: 'TeamBench',
    class: 'organisational',
    statement: 'A change is reviewed by somebody else before it reaches customers.',
    controls: {
      iso27001: ['8.4', '8.32'],
      soc2: ['CC8.1'],
      pciDss: ['6.2.3.1', '6.5.1'],
      nist80053: ['CM-3', 'CM-5'],
    },
    watchedBy: ['delivery-failed'],
    attestation:
      'The reviews of pull requests, which the code host keeps, and two approvals before production, which the trail of the delivery account keeps; docs/delivery.md, Approve a release.',
  },
  {
    id: 'AV-08',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'On-call is alerted at any hour when a threshold is passed, and grave alarms become incidents that escalate.',
    controls: { iso27001: ['8.16'], soc2: ['A1.1', 'CC7.2'], pciDss: ['10.4.1'], nist80053: ['SI-4', 'AU-6'] },
    watchedBy: ['incident-intake-failing', 'availability-burning', 'sites-down', 'monitoring-silent'],
  },
  {
    id: 'AV-09',
    document: 'TeamBench',
    class: 'organisational',
    statement: 'Named people resolve what goes wrong unexpectedly, and its record shows who took it on and when.',
    controls: {
      iso27001: ['5.24', '5.26'],
      soc2: ['CC7.4', 'CC7.5'],
      pciDss: ['12.10.3'],
      nist80053: ['IR-4', 'IR-5'],
    },
    watchedBy: ['incident-unacknowledged'],
    attestation: 'escalation in config/platform.yaml; the histories in the table of incidents.',
  },
  {
    id: 'NW-10',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'The network of every region is watched for intrusions, and what is found reaches people as an incident.',
    controls: { iso27001: ['8.16', '8.20'], soc2: ['CC6.6', 'CC7.2'], pciDss: ['11.5.1'], nist80053: ['SI-4'] },
    watchedBy: ['threat-found', 'incident-intake-failing'],
  },
  {
    id: 'NW-11',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'Threats and weaknesses are looked for all the time, and each grave one is followed up to its end.',
    controls: {
      iso27001: ['5.7', '8.16'],
      soc2: ['CC7.1', 'CC7.2'],
      pciDss: ['10.4.1', '11.5.1'],
      nist80053: ['RA-5', 'SI-4'],
    },
    watchedBy: ['threat-found', 'security-finding', 'incident-unacknowledged', 'incident-intake-failing'],
  },
  {
    id: 'OR-09',
    document: 'TeamBench',
    class: 'organisational',
    statement:
      'Customers are told when the policy changes: the platform lists each with whom to write to, people publish and send.',
    controls: { iso27001: ['5.1'], soc2: ['CC2.3'], pciDss: ['12.1.1'], nist80053: ['PL-1'] },
    watchedBy: [],
    attestation: 'docs/incidents.md, What people do: list-customers; the published policy with its date.',
  },
];
