// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import { alone, replaced } from './mutation';
import type { Mutation, Mutations } from './mutation';

const anotherAlarm: Mutation = (p) => (p.AlarmDescription += '-of-something-else');

export const availabilityMutants: Mutations = {
  'AV-01.DatabaseStandby': [(p) => p.MultiAZ && (p.MultiAZ = false), (p) => delete p.MultiAZ],
  'AV-01.ServersSpanZones': [
    (p) => (p.VPCZoneIdentifier.length = 1),
    (p) => p.VPCZoneIdentifier.fill(p.VPCZoneIdentifier[0]),
    (p) => (p.MinSize = '1'),
    (p) => (p.HealthCheckType = 'EC2'),
  ],
  'AV-05.RedundantStorage': [
    (p) => (p.LifecycleConfiguration.Rules[0].Transitions = [{ StorageClass: 'ONEZONE_IA', TransitionInDays: 30 }]),
    (p) =>
      JSON.stringify(p.BucketName).includes('-attachments-') &&
      (p.LifecycleConfiguration.Rules[0].Transitions = [{ StorageClass: 'GLACIER', TransitionInDays: 30 }]),
  ],
  'AV-07.Databases': [(p) => (p.Engine = 'mysql')],
  'AV-07.Objects': [(p) => (p.BucketName = 'somewhere')],
  'AV-07.Volumes': [(p) => (p.LaunchTemplateData.BlockDeviceMappings[0].Ebs.VolumeType = 'standard')],
  'AV-08.AlarmWakesSomeone': [
    (p) => delete p.AlarmActions,
    (p) => (p.ActionsEnabled = false),
    (p) => (p.AlarmDescription = 'Something is wrong'),
  ],
  'AV-08.CopiesWatched': [anotherAlarm],
  'AV-08.DatabasesWatched': [alone('AWS::CloudWatch::Alarm')],
  'AV-08.EntranceWatched': [alone('AWS::CloudWatch::Alarm')],
  'AV-08.FunctionsWatched': [anotherAlarm],
  'AV-08.LogsWatched': [anotherAlarm],
  'AV-08.RootWatched': [anotherAlarm],
  'AV-08.ServerBackupsWatched': [anotherAlarm],
  'AV-08.SiteBackupsWatched': [anotherAlarm],
  'AV-09.TopicsHeard': [alone('AWS::SNS::Subscription')],
  'DR-10.SpansZones': [
    (p) => {
      for (const subnets of [p.Subnets, p.SubnetIds, p.SubnetMappings]) subnets?.splice(1);
    },
    (p) => {
      for (const subnets of [p.Subnets, p.SubnetIds, p.SubnetMappings]) subnets?.fill(subnets[0]);
    },
  ],
  'DR-10.WayOutInZone': [
    (p) => (p.NatGatewayId = { Ref: 'Nowhere' }),
    // The gateway of another zone.
    replaced((route) => {
      const gateways = [...route.stack.resources.values()].filter(({ type }) => type === 'AWS::EC2::NatGateway');
      const other = gateways.find(({ logicalId }) => !JSON.stringify(route.properties).includes(logicalId));
      return other ? { ...route, properties: { ...route.properties, NatGatewayId: { Ref: other.logicalId } } } : route;
    }),
  ],
};
