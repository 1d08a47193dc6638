import { both, describeBroken, lineOf, replace } from './broken-config';

const connection =
  'arn:aws:codeconnections:ap-southeast-2:444444444444:connection/5d2f8c1e-6b0a-4f7d-9a53-1c7e0b9d4e21';

describeBroken('contradictions about delivery', {
  'an account that an environment has': {
    edits: {
      'platform.yaml': both(
        replace("account: '444444444444'", "account: '222222222222'"),
        replace(':444444444444:', ':222222222222:'),
      ),
    },
    problems: [
      `config/platform.yaml:${lineOf("account: '444444444444'")}:12 delivery.account: '222222222222' is the account of test; delivery needs an account that no environment has; make one and name it here`,
    ],
  },
  'a connection of another account and region': {
    edits: {
      'platform.yaml': replace('codeconnections:ap-southeast-2:444444444444', 'codeconnections:us-west-2:111111111111'),
    },
    problems: [
      `config/platform.yaml:${lineOf('connection: arn')}:15 delivery.connection: '${connection.replace('ap-southeast-2:444444444444', 'us-west-2:111111111111')}' is of us-west-2 and account 111111111111; one of ap-southeast-2 and account 444444444444 is expected; make the connection there`,
    ],
  },
  'a repository that is backed up twice': {
    edits: { 'platform.yaml': replace('[vinefield/winery]', '[vinefield/winery, vinefield/cordon]') },
    problems: [
      `config/platform.yaml:${lineOf('otherRepositories')}:41 delivery.otherRepositories[1]: 'vinefield/cordon' is backed up already; each repository is named once; remove it here`,
    ],
  },
});
