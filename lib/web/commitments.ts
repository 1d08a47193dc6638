import type { Commitment } from '../commitments/commitment';

/** Promises about who is kept out of the sites. */
export const webCommitments: readonly Commitment[] = [
  {
    id: 'NW-05',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'An address that fails to sign in time and again, or sends what the firewall flags, is banned for a while and then let in again.',
    controls: {
      iso27001: ['8.5', '8.20'],
      soc2: ['CC6.1', 'CC6.6'],
      pciDss: ['8.3.4'],
      nist80053: ['AC-7', 'SC-5', 'SC-7'],
    },
    watchedBy: ['ban-list-nearly-full', 'bans-overdue', 'function-failed'],
    decisions: ['D12'],
  },
  {
    id: 'NW-06',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'A web application firewall limits requests and turns attacks away before they reach a server, and servers are added under load.',
    controls: {
      iso27001: ['8.20', '8.6'],
      soc2: ['CC6.6', 'A1.1'],
      pciDss: ['6.4.2'],
      nist80053: ['SC-5', 'SC-7', 'SI-4'],
    },
    watchedBy: ['firewall-blocks-many-requests', 'web-servers-at-maximum'],
    decisions: ['D12'],
  },
  {
    id: 'NW-12',
    document: 'Vintra',
    class: 'application-seam',
    statement:
      'Signs of a compromised browser are acted upon: likely takeovers of an account are stopped, and an address whose requests look like attacks is banned.',
    controls: { iso27001: ['8.7', '8.16'], soc2: ['CC6.8', 'CC7.2'], pciDss: ['6.4.2'], nist80053: ['SI-3', 'SI-4'] },
    watchedBy: ['sign-in-blocked', 'compromised-credentials', 'firewall-blocks-many-requests'],
    attestation:
      'The sign-in page and the firewall see requests alone. What a page notices in the browser is the application’s to find, and its own tests show it.',
  },
];
