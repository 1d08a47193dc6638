import { describeBroken, lineOf, replace } from './broken-config';

const office = (range: string) => ({ 'platform.yaml': replace('range: 203.0.113.16/28', `range: ${range}`) });
const limits = (text: string) => ({ 'platform.yaml': replace('\nbans:\n', `\nbans:\n  ${text}\n`) });

describeBroken('bans that would keep out the wrong people (NW-05)', {
  'an allowed address that is none': {
    edits: office('203.0.113'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 2}:16 bans.allowed[0].range: '203.0.113' is no address or range; one such as 203.0.113.0/28 or 2001:db8::/48 is expected; correct it`,
    ],
  },
  'an allowed range that begins in its middle': {
    edits: office('203.0.113.20/28'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 2}:16 bans.allowed[0].range: '203.0.113.20/28' does not begin where its size does; 203.0.113.16/28 does; write that or choose another`,
    ],
  },
  'all of the internet': {
    edits: office('0.0.0.0/0'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 2}:16 bans.allowed[0].range: '0.0.0.0/0' has the size /0; /16 or smaller is allowed; name the ranges that you mean`,
    ],
  },
  'all of the internet, in the way of IPv6': {
    edits: office("'::ffff:0:0/96'"),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 2}:16 bans.allowed[0].range: '::ffff:0:0/96' has the size /0; /16 or smaller is allowed; name the ranges that you mean`,
    ],
  },
  'an office twice': {
    edits: office('198.51.100.0/24'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 4}:16 bans.allowed[2].range: '198.51.100.7' overlaps 198.51.100.0/24 (Head office); one of them is enough; remove the other`,
    ],
  },
  'a longest ban that is shorter than the first': {
    edits: limits('banMinutes: 120\n  longestBanMinutes: 60'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 2}:22 bans.longestBanMinutes: 60 is less than the 120 minutes of a first ban ('banMinutes'); raise it`,
    ],
  },
  'a ban for one mistake': {
    edits: limits('failedLogins: { threshold: 1 }'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 1}:30 bans.failedLogins.threshold: 1 must be 2 or more: once is a mistake; correct it`,
    ],
  },
  'single addresses of IPv6': {
    edits: limits('ipv6Prefix: 128'),
    problems: [
      `config/platform.yaml:${lineOf('bans:') + 1}:15 bans.ipv6Prefix: 128 must be 64 or less: a subscriber has at least a /64, and takes another address of it at will; correct it`,
    ],
  },
});
