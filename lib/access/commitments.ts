import type { Commitment } from '../commitments/commitment';

/** What is promised about who gets to servers and to customers' data, and about what servers say. */
export const accessCommitments: readonly Commitment[] = [
  {
    id: 'NW-04',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'Staff sign in to servers by SSH key alone: passwords are off, root is refused, and nothing but the VPN reaches port 22.',
    controls: {
      iso27001: ['8.5', '8.20'],
      soc2: ['CC6.1', 'CC6.6'],
      pciDss: ['2.2.6', '8.3.1'],
      nist80053: ['AC-17', 'IA-2', 'CM-6'],
    },
    watchedBy: ['network-changed', 'server-messages-silent'],
    decisions: ['D11'],
  },
  {
    id: 'NW-07',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Servers are reached through a VPN of their environment and region, which records every connection.',
    controls: {
      iso27001: ['8.20', '8.22'],
      soc2: ['CC6.6'],
      pciDss: ['1.4.2', '2.2.7'],
      nist80053: ['AC-17', 'SC-7'],
    },
    watchedBy: ['vpn-authentication-failures', 'vpn-connection-log-silent', 'network-changed'],
    decisions: ['D11'],
  },
  {
    id: 'NW-08',
    document: 'TeamBench',
    class: 'infrastructure',
    statement: 'Every way to a server takes a second factor: the VPN, sessions, and the call that sends a key.',
    controls: {
      iso27001: ['8.5'],
      soc2: ['CC6.1'],
      pciDss: ['8.4.1', '8.4.2'],
      nist80053: ['IA-2(1)', 'IA-2(2)'],
    },
    watchedBy: ['vpn-authentication-failures', 'sign-in-without-mfa'],
    attestation:
      'The identity provider asks for the second factor before it sets the session tag `mfa`, and before it signs anybody in to the VPN: its policy is reviewed every quarter.',
    decisions: ['D11'],
  },
  {
    id: 'ID-03',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'Staff sign in with a second factor to whatever holds or opens customers’ data, and a session that shows none is denied everything.',
    controls: {
      iso27001: ['8.5'],
      soc2: ['CC6.1'],
      pciDss: ['8.4.1', '8.4.2'],
      nist80053: ['IA-2(1)', 'IA-2(2)'],
    },
    watchedBy: ['sign-in-without-mfa', 'root-used', 'vpn-authentication-failures'],
    attestation:
      'The identity provider sets the session tag `mfa` after the second factor only: its policy is reviewed every quarter.',
    decisions: ['D11'],
  },
  {
    id: 'ID-07',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'Staff have the rights that their work takes, in the environments that it is in, for an hour at a time.',
    controls: {
      iso27001: ['5.15', '5.18', '8.2'],
      soc2: ['CC6.2', 'CC6.3'],
      pciDss: ['7.2.1', '7.2.2'],
      nist80053: ['AC-2', 'AC-6', 'AC-12'],
    },
    watchedBy: ['permissions-changed', 'unauthorized-calls'],
  },
  {
    id: 'ID-08',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Support sees the data of one site at a time, for a stated reason and within an hour; each grant and each emergency wakes on-call.',
    controls: {
      iso27001: ['5.15', '8.2', '8.3'],
      soc2: ['CC6.1', 'CC6.3'],
      pciDss: ['7.2.2', '7.2.4'],
      nist80053: ['AC-2(6)', 'AC-3', 'AC-6(1)'],
    },
    watchedBy: ['site-access-granted', 'break-glass-used'],
    attestation: 'Grants and uses of break-glass are reviewed by the head of operations every quarter.',
  },
  {
    id: 'LG-04',
    document: 'Vintra',
    class: 'infrastructure',
    statement:
      'The messages of all servers of a region go to central log servers, over TLS with certificates on both sides, and on into the locked archive.',
    controls: {
      iso27001: ['8.15', '8.24'],
      soc2: ['CC7.2'],
      pciDss: ['10.3.3', '10.3.2'],
      nist80053: ['AU-4(1)', 'AU-9(2)', 'SC-8'],
    },
    watchedBy: [
      'server-messages-silent',
      'web-server-silent',
      'server-messages-not-archived',
      'log-servers-unhealthy',
      'log-certificate-not-renewed',
    ],
  },
  {
    id: 'LG-06',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'Every access to customers’ files, tables and databases is recorded, so are sessions on servers while they last, and support is let in only once that is recorded.',
    controls: {
      iso27001: ['8.15', '8.18'],
      soc2: ['CC7.2'],
      pciDss: ['10.2.1', '10.2.1.1'],
      nist80053: ['AU-2', 'AU-12', 'AU-14'],
    },
    watchedBy: ['site-access-granted', 'logs-deleted'],
  },
];
