import type { Commitment } from '../commitments/commitment';

/** Promises about networks: that they are apart, and what is open in them. */
export const networkCommitments: readonly Commitment[] = [
  {
    id: 'NW-01',
    document: 'Aeronet',
    class: 'infrastructure',
    statement:
      'Every region of every environment has a virtual network of its own, joined to no other and with addresses that no other has.',
    controls: {
      iso27001: ['8.22', '8.31'],
      soc2: ['CC6.1', 'CC6.6'],
      pciDss: ['1.2.1', '6.5.3'],
      nist80053: ['SC-7', 'AC-4'],
    },
    watchedBy: ['network-changed'],
  },
  {
    id: 'NW-02',
    document: 'Aeronet',
    class: 'infrastructure',
    statement: 'A server can be reached on the ports that its role needs, by the roles that need it, and on no other.',
    controls: {
      iso27001: ['8.20', '8.22'],
      soc2: ['CC6.6'],
      pciDss: ['1.2.5', '1.3.1', '1.3.2'],
      nist80053: ['AC-4', 'CM-7', 'SC-7(5)'],
    },
    watchedBy: ['network-changed', 'rule-broken'],
  },
  {
    id: 'NW-03',
    document: 'TeamBench',
    class: 'infrastructure',
    statement:
      'The internet reaches load balancers by HTTP and HTTPS, the first of which only redirects, and the VPN of staff; no other server has an address there.',
    controls: {
      iso27001: ['8.20', '8.22'],
      soc2: ['CC6.6'],
      pciDss: ['1.3.1', '1.4.2', '1.4.4'],
      nist80053: ['SC-7', 'SC-7(3)', 'CM-7'],
    },
    watchedBy: ['network-changed', 'outside-access', 'rule-broken'],
  },
  {
    id: 'NW-09',
    document: 'Vintra',
    class: 'organisational',
    statement: 'Whoever but AWS stands between visitors and a site is named to customers as a sub-processor.',
    controls: { iso27001: ['5.19', '5.23'], soc2: ['CC9.2'], pciDss: ['12.8.1'], nist80053: ['SA-9'] },
    watchedBy: [],
    attestation:
      'subProcessors in config/platform.yaml, which the page of sub-processors shows. Nobody stands there now: the names of sites lead to the load balancer itself.',
    decisions: ['D14'],
  },
];
