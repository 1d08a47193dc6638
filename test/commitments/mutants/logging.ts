// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.

import type { Mutations } from './mutation';

export const loggingMutants: Mutations = {
  'LG-02.LockedBucketVersioned': [(p) => (p.VersioningConfiguration.Status = 'Suspended')],
  'LG-03.RecordsMasked': [(p) => delete p.DataProtectionPolicy],
  'LG-06.SessionsRecorded': [
    (p) => delete p.Content.inputs.kmsKeyId,
    (p) => (p.Content.inputs.cloudWatchStreamingEnabled = false),
    (p) => (p.Content.inputs.cloudWatchEncryptionEnabled = false),
    (p) => (p.Content.inputs.maxSessionDuration = '1440'),
  ],
};
