// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.

import type { Mutations } from './mutation';

export const availabilityMutants: Mutations = {
  'AV-01.ServersSpanZones': [(p) => (p.VPCZoneIdentifier.length = 1), (p) => (p.MinSize = '1')],
  'AV-08.AlarmWakesSomeone': [
    (p) => delete p.AlarmActions,
    (p) => (p.ActionsEnabled = false),
    (p) => (p.AlarmDescription = 'Something is wrong'),
  ],
};
