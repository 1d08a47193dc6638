import { PORTS } from '../../network/network';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { userDataOf } from './user-data';

/** Settings of rsyslog: of a server that sends its messages, and of one that takes them. */
const SENDS = [
  'type="omfwd"',
  `port="${PORTS.syslog}"`,
  'protocol="tcp"',
  'StreamDriverMode="1"',
  'StreamDriverAuthMode="x509/name"',
  'queue.saveOnShutdown="on"',
  'action.resumeRetryCount="-1"',
];
const TAKES = ['load="imtcp"', 'StreamDriver.Mode="1"', 'StreamDriver.AuthMode="x509/name"'];

export const messagesSent: Rule = {
  id: 'LG-04.MessagesSent',
  keeps: ['LG-04', 'LG-05'],
  statement:
    'A server sends its messages to the log servers, by TLS with certificates on both sides, and keeps them until they are taken.',
  types: ['AWS::EC2::LaunchTemplate'],
  judge({ properties }) {
    const lines = userDataOf(properties).map((line) => line.trim());
    const lacks = (settings: readonly string[]) => settings.filter((setting) => !lines.includes(setting));
    return verdict({
      'LaunchTemplateData.UserData':
        lacks(TAKES).length === 0 || lacks(SENDS).length === 0
          ? undefined
          : `does not say ${lacks(SENDS).join(', ')} to rsyslog; begin with the setup of lib/access`,
    });
  },
};
