import { arn, decide, ROLES } from './staff';

jest.setTimeout(120_000);

/** Those who work on servers. */
const ON_SERVERS = ['operator', 'emergency'];
const expected = (role: string) => (ON_SERVERS.includes(role) ? 'Allowed' : 'ImplicitlyDenied');

/** As Session Manager names it: by the name that Ann signed in by, and never by her user id. */
const session = arn('ssm', 'session/ann-0a1b2c3d4e');
const OWN = 'AROAOWNROLE:ann';
const askedByAnn = (of: string) => ({ 'aws:userid': OWN, 'ssm:resourceTag/aws:ssmmessages:session-id': of });

test.each(ROLES)('LG-06: %s opens the channel of a session only with work on servers', async (role) => {
  await expect(decide(role, 'ssmmessages:OpenDataChannel', session)).resolves.toBe(expected(role));
});

test.each(ROLES)('LG-06: %s opens no channel without a second factor', async (role) => {
  const decision = decide(role, 'ssmmessages:OpenDataChannel', session, { 'aws:PrincipalTag/mfa': 'false' });
  await expect(decision).resolves.toBe('ExplicitlyDenied');
});

describe.each(['ssm:TerminateSession', 'ssm:ResumeSession'])('%s', (action) => {
  test.each(ROLES)('ID-07: is for %s about sessions of their own', async (role) => {
    await expect(decide(role, action, session, askedByAnn(OWN))).resolves.toBe(expected(role));
  });

  test.each([
    ['a colleague', 'AROAOWNROLE:bob'],
    ['a namesake in another role', 'AROAOTHERROLE:ann'],
    ['somebody whose name begins with theirs', 'AROAOWNROLE:anna'],
  ])('ID-07: is for nobody about a session of %s', async (_whose, of) => {
    for (const role of ROLES) await expect(decide(role, action, session, askedByAnn(of))).resolves.not.toBe('Allowed');
  });
});

describe.each([
  ['ecs:ExecuteCommand', arn('ecs', 'task/sites/0a1b2c3d4e')],
  ['ssm:SendCommand', arn('ec2', 'instance/i-0a1b2c3d')],
  ['ec2-instance-connect:SendSerialConsoleSSHPublicKey', arn('ec2', 'instance/i-0a1b2c3d')],
])('%s, by which a shell would not be recorded', (action, resource) => {
  test.each(ROLES)('LG-06: is explicitly denied to %s', async (role) => {
    await expect(decide(role, action, resource)).resolves.toBe('ExplicitlyDenied');
  });
});
