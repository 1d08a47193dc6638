import { problemsOf, replace } from './broken-config';
import type { Edit } from './broken-config';

const CERTIFICATE = 'arn:aws:acm:ap-southeast-2:333333333333:certificate/1a2b3c4d-1a2b-3c4d-5e6f-1a2b3c4d5e6f';

/** What is wrong, without where in the file, which changes with whatever stands above. */
const wrong = (edit: Edit): string[] =>
  problemsOf({ 'platform.yaml': edit }).map((problem) => problem.replace(/^config\/platform\.yaml:\d+:\d+ /, ''));

const SAML = `      method: saml
      provider: VinefieldVpn
      groups: { operator: cordon-operators, break-glass: cordon-break-glass }
`;
const byCertificates = (lines: string) =>
  replace(SAML, `      method: mutual-tls\n      clientCertificates:\n${lines}`);

test.each<[string, Edit, string[]]>([
  [
    'addresses of staff within a VPC',
    replace('clientRange: 172.16.0.0/22', 'clientRange: 10.17.128.0/22'),
    [
      "access.vpn.clientRange: '10.17.128.0/22' overlaps 10.17.0.0/16 of production/ap-southeast-4; addresses of connected staff belong to no VPC; choose a free range",
    ],
  ],
  [
    'addresses of staff around a VPC',
    replace('clientRange: 172.16.0.0/22', 'clientRange: 10.32.0.0/12'),
    [
      "access.vpn.clientRange: '10.32.0.0/12' overlaps 10.32.0.0/16 of test/ap-southeast-2; addresses of connected staff belong to no VPC; choose a free range",
    ],
  ],
  [
    'fewer addresses than AWS takes',
    replace('clientRange: 172.16.0.0/22', 'clientRange: 172.16.24.0/24'),
    ["access.vpn.clientRange: '172.16.24.0/24' has the size /24; /12 to /22 are allowed; choose one of them"],
  ],
  [
    'addresses of the internet',
    replace('clientRange: 172.16.0.0/22', 'clientRange: 203.0.112.0/22'),
    [
      "access.vpn.clientRange: '203.0.112.0/22' is not private; ranges within 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 and 100.64.0.0/10 are; choose one of them",
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
    replaceGroups('{ developer: cordon-developers }'),
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
  return `access.vpn.authentication.clientCertificates: nothing is said of ${place}; each home region, and each recovery region that is active, needs a certificate whose authority staff have; add it`;
}

function replaceGroups(groups: string): Edit {
  return replace(SAML, `      method: saml\n      provider: VinefieldVpn\n      groups: ${groups}\n`);
}
