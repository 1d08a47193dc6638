import type { Commitment } from '../commitments/commitment';

/** What is promised of data on its way, of data that lies somewhere, and of the keys to both. */
export const encryptionCommitments: readonly Commitment[] = [
  {
    id: 'CR-01',
    document: 'vintrace',
    class: 'infrastructure',
    statement:
      'What travels between users and their site is protected by a certificate with a public key of 2048 bits.',
    controls: { iso27001: ['8.24'], soc2: ['CC6.7'], pciDss: ['4.2.1'], nist80053: ['SC-12', 'SC-13', 'SC-17'] },
    watchedBy: ['certificate-expiry', 'log-certificate-not-renewed'],
  },
  {
    id: 'CR-02',
    document: 'vintrace',
    class: 'infrastructure',
    statement:
      'Sites speak HTTPS as the strictest gradings ask for: modern suites, no way around it, and browsers told to keep to it.',
    controls: {
      iso27001: ['8.24', '8.26'],
      soc2: ['CC6.7'],
      pciDss: ['4.2.1'],
      nist80053: ['SC-8', 'SC-8(1)', 'SC-23'],
    },
    watchedBy: ['certificate-expiry', 'rule-broken'],
    decisions: ['D13'],
  },
  {
    id: 'CR-03',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Whatever can be reached takes TLS 1.2 and 1.3 alone, with certificates signed by SHA-256.',
    controls: { iso27001: ['5.14', '8.24'], soc2: ['CC6.7'], pciDss: ['4.2.1'], nist80053: ['SC-8(1)', 'SC-13'] },
    watchedBy: ['rule-broken'],
    decisions: ['D13'],
  },
  {
    id: 'CR-05',
    document: 'Vinterre',
    class: 'infrastructure',
    statement: 'The volumes of servers and databases are encrypted with AES-256, block by block.',
    controls: { iso27001: ['8.24'], soc2: ['CC6.1'], pciDss: ['3.5.1'], nist80053: ['SC-28', 'SC-28(1)'] },
    watchedBy: ['rule-broken', 'key-deletion'],
    decisions: ['D13'],
  },
  {
    id: 'CR-06',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Everything that keeps data encrypts it: databases, files, backups, queues, notices, tables and logs, by keys of our own.',
    controls: { iso27001: ['8.24'], soc2: ['CC6.1'], pciDss: ['3.5.1'], nist80053: ['SC-28', 'SC-28(1)'] },
    watchedBy: ['rule-broken', 'key-deletion'],
    decisions: ['D13', 'D7'],
  },
  {
    id: 'CR-07',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'The choice of cipher suites stands in one place and is looked over every year: a test fails when that is overdue.',
    controls: { iso27001: ['8.8', '8.24'], soc2: ['CC6.7', 'CC7.1'], pciDss: ['12.3.3'], nist80053: ['SC-13', 'RA-5'] },
    watchedBy: [],
    decisions: ['D13'],
  },
  {
    id: 'CR-10',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'Amazon keeps the keys: their material is made in AWS KMS, never leaves it, and is renewed every year; nobody can delete one in passing.',
    controls: { iso27001: ['8.24'], soc2: ['CC6.1'], pciDss: ['3.6.1', '3.7.4'], nist80053: ['SC-12', 'SC-12(2)'] },
    watchedBy: ['key-deletion', 'rule-broken'],
    decisions: ['D7', 'D21'],
  },
];
