import type { Commitment } from '../commitments/commitment';

/** What the identity room promises of users, keys and records. */
export const identityCommitments: readonly Commitment[] = [
  {
    id: 'ID-01',
    document: 'TeamBench',
    class: 'application-seam',
    statement: 'Every user has an identifier of their own, which is never given to anybody else.',
    controls: { iso27001: ['5.16'], soc2: ['CC6.1'], pciDss: ['8.2.1'], nist80053: ['IA-2', 'IA-4'] },
    watchedBy: ['session-of-another-site'],
  },
  {
    id: 'ID-02',
    document: 'Vintra',
    class: 'infrastructure',
    statement: 'Passwords are long, of four kinds of characters, not used before, and not known from a breach.',
    controls: { iso27001: ['5.17'], soc2: ['CC6.1'], pciDss: ['8.3.6', '8.3.7'], nist80053: ['IA-5(1)'] },
    watchedBy: ['compromised-credentials', 'many-failed-sign-ins'],
  },
  {
    id: 'ID-04',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Nobody chooses a password for a user: an invitation has a random one, which ends in days and must be changed.',
    controls: { iso27001: ['5.17'], soc2: ['CC6.1'], pciDss: ['8.3.5'], nist80053: ['IA-5'] },
    watchedBy: ['compromised-credentials'],
  },
  {
    id: 'ID-05',
    document: 'Vintra',
    class: 'application-seam',
    statement:
      'Programs come in by an API key of one site, kept as a hash, rotated with an overlap and ended at once on request.',
    controls: { iso27001: ['5.17', '8.5'], soc2: ['CC6.1'], pciDss: ['8.6.3'], nist80053: ['IA-5', 'IA-9'] },
    watchedBy: ['api-key-lapsing', 'session-of-another-site'],
  },
  {
    id: 'ID-06',
    document: 'Vinterre',
    class: 'infrastructure',
    statement:
      'Invited people may sign in with an account of Google, Facebook or LinkedIn; nobody else gets in by one.',
    controls: { iso27001: ['5.16', '8.5'], soc2: ['CC6.1', 'CC6.2'], pciDss: [], nist80053: ['IA-8'] },
    watchedBy: ['federated-sign-ins-refused'],
  },
  {
    id: 'TN-04',
    document: 'Vintra',
    class: 'application-seam',
    statement: 'What a user may do is given by roles at their own site; a group of another site counts for nothing.',
    controls: { iso27001: ['5.15', '5.18'], soc2: ['CC6.3'], pciDss: ['7.2.2'], nist80053: ['AC-2', 'AC-3'] },
    watchedBy: ['session-of-another-site'],
  },
  {
    id: 'TN-05',
    document: 'Vintra',
    class: 'application-seam',
    statement: 'Every user belongs to exactly one site, from the invitation on, and nobody can change to which.',
    controls: { iso27001: ['5.16'], soc2: ['CC6.1'], pciDss: [], nist80053: ['IA-4', 'AC-4'] },
    watchedBy: ['session-of-another-site', 'federated-sign-ins-refused'],
  },
  {
    id: 'TN-06',
    document: 'Vintra',
    class: 'application-seam',
    statement: 'A session or a key opens the site that it was made for, and is refused at every other.',
    controls: { iso27001: ['8.3', '8.5'], soc2: ['CC6.1'], pciDss: ['7.2.1'], nist80053: ['AC-3', 'SC-23'] },
    watchedBy: ['session-of-another-site', 'identity-function-failed'],
  },
  {
    id: 'TN-26',
    document: 'Vinterre',
    class: 'application-seam',
    statement:
      'What somebody shows to registered members alone is shown to nobody else: the application asks for each request who it comes from, and serves none that nobody vouches for.',
    controls: { iso27001: ['5.34', '8.3'], soc2: ['CC6.1', 'P6.1'], pciDss: ['7.2.1'], nist80053: ['AC-3', 'AC-22'] },
    watchedBy: ['identity-function-failed'],
    attestation:
      'docs/sign-in.md: the platform says who is signed in; which of a member’s data others see is the application’s to decide, and its own tests show it.',
  },
  {
    id: 'LG-01',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Every access to customers’ data is recorded: when, who, which address or entity, what was done, from where.',
    controls: { iso27001: ['8.15'], soc2: ['CC7.2'], pciDss: ['10.2.1', '10.2.2'], nist80053: ['AU-2', 'AU-3'] },
    watchedBy: ['records-incomplete'],
    attestation:
      'docs/sign-in.md#records: the application’s team checks its records against the schema in its own tests',
  },
  {
    id: 'LG-03',
    document: 'Vintra',
    class: 'infrastructure',
    statement: 'No password, token or key is logged; what slips through is masked and rings an alarm.',
    controls: { iso27001: ['8.11', '8.15'], soc2: ['CC6.1'], pciDss: ['8.3.2'], nist80053: ['AU-9', 'IA-5'] },
    watchedBy: ['secrets-in-records'],
  },
  {
    id: 'LG-07',
    document: 'Vinterre',
    class: 'application-seam',
    statement:
      'Every change is recorded with its type, its time and who made it, where nothing can be changed afterwards.',
    controls: { iso27001: ['8.15'], soc2: ['CC7.2'], pciDss: ['10.3.2'], nist80053: ['AU-3', 'AU-9'] },
    watchedBy: ['records-incomplete'],
    attestation: 'docs/sign-in.md#records: the application adds a record to every change',
  },
  {
    id: 'LG-08',
    document: 'Vinterre',
    class: 'application-seam',
    statement: 'When somebody uses the service, and when they last did, is kept for 400 days.',
    controls: {
      iso27001: ['8.15', '8.16'],
      soc2: ['CC7.2'],
      pciDss: ['10.2.1', '10.5.1'],
      nist80053: ['AU-2', 'AU-11'],
    },
    watchedBy: ['sign-in-log-unreadable', 'identity-function-failed'],
  },
  {
    id: 'CR-08',
    document: 'Vintra',
    class: 'application-seam',
    statement: 'Passwords are kept by Cognito as salted hashes alone, and API keys by us.',
    controls: { iso27001: ['5.17', '8.24'], soc2: ['CC6.1'], pciDss: ['8.3.2'], nist80053: ['IA-5(1)'] },
    watchedBy: [],
    attestation:
      'Amazon Cognito keeps passwords by the secure remote password protocol: salts and verifiers, never the password',
  },
  {
    id: 'CR-09',
    document: 'Vintra',
    class: 'application-seam',
    statement:
      'Tokens, codes and invitations travel encrypted only, and what we sign in to providers with is in no template.',
    controls: { iso27001: ['5.14', '8.24'], soc2: ['CC6.7'], pciDss: ['4.2.1', '8.3.2'], nist80053: ['SC-8', 'SC-23'] },
    watchedBy: [],
    attestation: 'docs/sign-in.md#signing-in: the application keeps tokens on its servers and sets Secure cookies',
  },
];
