import { problemsOf, replace } from './broken-config';
import type { Edit } from './broken-config';

const CERTIFICATE = 'arn:aws:acm:ap-southeast-2:333333333333:certificate/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f';

/** What is wrong, without where in the file, which changes with whatever stands above. */
const wrong = (edit: Edit): string[] =>
  problemsOf({ 'platform.yaml': edit }).map((problem) => problem.replace(/^config\/platform\.yaml:\d+:\d+ /, ''));

const SAML = `      method: saml
      provider: VinefieldVpn
      groups:
        operator: cordon-operators
        developer: cordon-developers
        break-glass: cordon-break-glass
`;
const byCertificates = (lines: string) =>
  replace(SAML, `      method: mutual-tls\n      clientCertificates:\n${lines}`);

test.each<[string, Edit, string[]]>([
  [
    'addresses of staff within a VPC',
    replace('ap-southeast-2: 172.16.0.0/22', 'ap-southeast-2: 10.17.128.0/22'),
    [
      "access.vpn.clientRanges.production.ap-southeast-2: '10.17.128.0/22' overlaps 10.17.0.0/16 of the VPC of production/ap-southeast-4; addresses of staff belong to no VPC and no other VPN; choose a free range",
    ],
  ],
  [
    'addresses of staff of two regions',
    replace('us-west-2: 172.16.4.0/22', 'us-west-2: 172.16.0.0/20'),
    [
      "access.vpn.clientRanges.production.us-west-2: '172.16.0.0/20' overlaps 172.16.0.0/22 of the VPN of production/ap-southeast-2; addresses of staff belong to no VPC and no other VPN; choose a free range",
      "access.vpn.clientRanges.production.eu-central-1: '172.16.8.0/22' overlaps 172.16.0.0/20 of the VPN of production/us-west-2; addresses of staff belong to no VPC and no other VPN; choose a free range",
      "access.vpn.clientRanges.test.ap-southeast-2: '172.16.12.0/22' overlaps 172.16.0.0/20 of the VPN of production/us-west-2; addresses of staff belong to no VPC and no other VPN; choose a free range",
    ],
  ],
  [
    'fewer addresses than AWS takes',
    replace('ap-southeast-2: 172.16.24.0/22', 'ap-southeast-2: 172.16.24.0/24'),
    [
      "access.vpn.clientRanges.development.ap-southeast-2: '172.16.24.0/24' has the size /24; /12 to /22 are allowed; choose one of them",
    ],
  ],
  [
    'addresses of the internet',
    replace('ap-southeast-2: 172.16.24.0/22', 'ap-southeast-2: 203.0.112.0/22'),
    [
      "access.vpn.clientRanges.development.ap-southeast-2: '203.0.112.0/22' is not private; ranges within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10 are; choose one of them",
    ],
  ],
  [
    'a home region without a VPN, and a VPN where there is none',
    replace('us-west-2: 172.16.16.0/22', 'us-east-1: 172.16.16.0/22'),
    [
      'access.vpn.clientRanges: nothing is said of test/us-west-2; each home region needs a range of addresses for connected staff; add it',
      'access.vpn.clientRanges.test.us-east-1: test/us-east-1 is not a home region; development/ap-southeast-2, production/ap-southeast-2, production/eu-central-1, production/us-west-2, test/ap-southeast-2, test/eu-central-1, test/us-west-2 are; remove it',
    ],
  ],
  [
    'a group of staff who have no business on servers',
    replace('break-glass: cordon-break-glass', 'support: cordon-support'),
    [
      "access.vpn.authentication.groups.support: 'support' is no staff role that works on servers; break-glass, developer, operator are; choose one",
    ],
  ],
  [
    'an environment that no group comes to',
    replaceGroups('        developer: cordon-developers\n'),
    [
      'access.vpn.authentication.groups: no group comes to the servers of production; a role with operator or break-glass access there needs one; add it',
      'access.vpn.authentication.groups: no group comes to the servers of test; a role with operator or break-glass access there needs one; add it',
    ],
  ],
  [
    'certificates of staff in one place, and of another account',
    byCertificates(`        production:\n          ap-southeast-2: ${CERTIFICATE}\n`),
    [
      ...['production/us-west-2', 'production/eu-central-1', 'test/ap-southeast-2', 'test/us-west-2'].map(needed),
      ...['test/eu-central-1', 'development/ap-southeast-2'].map(needed),
      `access.vpn.authentication.clientCertificates.production.ap-southeast-2: '${CERTIFICATE}' is not of this region and account; one that begins with arn:aws:acm:ap-southeast-2:111111111111: is expected; import the authority there`,
    ],
  ],
  [
    'a session of a day',
    replace('  vpn:\n', '  vpn:\n    sessionHours: 24\n'),
    ["access.vpn.sessionHours: 24 is not allowed; 10, 12, 8 are; did you mean '8'?"],
  ],
])('refuses %s', (_name, edit, problems) => {
  expect(wrong(edit)).toEqual(problems);
});

function needed(place: string): string {
  return `access.vpn.authentication.clientCertificates: nothing is said of ${place}; each home region needs a certificate whose authority staff have; add it`;
}

function replaceGroups(groups: string): Edit {
  return replace(SAML, `      method: saml\n      provider: VinefieldVpn\n      groups:\n${groups}`);
}
