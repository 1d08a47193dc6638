// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutations, Raw } from './mutation';

export const incidentsMutants: Mutations = {
  'IR-01.IncidentClocks': [
    ...(['breachNoticeHours', 'disclosureConfirmHours', 'disclosureDays'] as const).map(
      (clock) => (p: Raw) => mutateJson(p.Environment.Variables, (policy) => (policy[clock] = 1000)),
    ),
    (p) => mutateJson(p.Environment.Variables, (policy) => (policy.levels.length = 1)),
  ],
  'IR-05.SecurityTxtServed': [
    (p) => (p.Conditions[0].PathPatternConfig.Values = ['/security.txt']),
    (p) => p.Conditions.push({ Field: 'host-header', HostHeaderConfig: { Values: ['www.example'] } }),
    (p) => (p.Actions[0].FixedResponseConfig.StatusCode = '404'),
    (p) => (p.Priority = 1000),
    ...['Contact', 'Expires', 'Policy'].map((field) => (p: Raw) => {
      const response = p.Actions[0].FixedResponseConfig;
      response.MessageBody = response.MessageBody.replace(new RegExp(`^${field}: .*\n`, 'm'), '');
    }),
  ],
  'IR-10.InfectedPutAway': [
    (p) => (p.State = 'DISABLED'),
    (p) => (p.Targets = []),
    (p) => (p.EventPattern.detail = { scanResultDetails: { scanResultStatus: ['UNSUPPORTED'] } }),
    (p) => p.EventPattern['detail-type'].pop(),
  ],
  'IR-10.AttachmentsScanned': [
    (p, type) => type.endsWith('Bucket') && delete p.NotificationConfiguration,
    (p, type) => type.endsWith('Plan') && (p.Actions.Tagging.Status = 'DISABLED'),
    (p, type) => type.endsWith('Plan') && (p.ProtectedResource.S3Bucket.ObjectPrefixes = ['acme/']),
    ...['OnlyCleanAttachmentsAreRead', 'OnlyTheScanTags'].map(
      (sid) => (p: Raw, type: string) =>
        type.endsWith('BucketPolicy') &&
        (p.PolicyDocument.Statement = p.PolicyDocument.Statement.filter(({ Sid }: { Sid?: string }) => Sid !== sid)),
    ),
  ],
};

function mutateJson(variables: Raw, mutate: (policy: Raw) => unknown): void {
  const policy = JSON.parse(variables.INCIDENT_POLICY as string);
  mutate(policy);
  variables.INCIDENT_POLICY = JSON.stringify(policy);
}
