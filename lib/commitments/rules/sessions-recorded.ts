import { verdict } from '../rule';
import type { Rule } from '../rule';

interface Content {
  readonly inputs?: {
    readonly kmsKeyId?: unknown;
    readonly cloudWatchLogGroupName?: unknown;
    readonly cloudWatchEncryptionEnabled?: boolean;
    readonly cloudWatchStreamingEnabled?: boolean;
    readonly maxSessionDuration?: string;
  };
}

/** Minutes that a session lasts at the most (ID-07). */
const LONGEST = 60;

export const sessionsRecorded: Rule = {
  id: 'LG-06.SessionsRecorded',
  keeps: ['LG-06', 'NW-08', 'ID-07'],
  statement:
    'A session of Session Manager is encrypted by a key of ours, recorded while it lasts, and ends within an hour.',
  types: ['AWS::SSM::Document'],
  judge({ properties }) {
    if (properties.DocumentType !== 'Session') return undefined;
    const inputs = (properties.Content as Content | undefined)?.inputs ?? {};
    const streamed = inputs.cloudWatchStreamingEnabled && inputs.cloudWatchLogGroupName;
    const minutes = Number(inputs.maxSessionDuration);
    return verdict({
      'Content.inputs.kmsKeyId': inputs.kmsKeyId ? undefined : 'is missing; use RecordedSessions',
      'Content.inputs.cloudWatchStreamingEnabled': streamed
        ? undefined
        : 'is off, or has no log group: nothing is recorded',
      'Content.inputs.cloudWatchEncryptionEnabled': inputs.cloudWatchEncryptionEnabled
        ? undefined
        : 'is off, so records could be written in the clear',
      'Content.inputs.maxSessionDuration':
        minutes > 0 && minutes <= LONGEST ? undefined : `must be ${LONGEST} minutes or less, and is ${minutes}`,
    });
  },
};
