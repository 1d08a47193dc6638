// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Properties, TemplateResource } from '../../../lib/commitments/assembly';
import { replaced } from './mutation';
import type { Mutation, Mutations, Raw } from './mutation';

export const tenancyMutants: Mutations = {
  'OR-06.RegisteredParties': [
    (p, type) => type.endsWith('DomainList') && p.Domains.push('collector.brokers.example'),
    (p, type) => type.endsWith('RuleGroup') && p.RuleGroup.RulesSource.RulesSourceList.Targets.push('.example.net'),
    ({ HttpEndpointDestinationConfiguration: endpoint }) =>
      endpoint && (endpoint.EndpointConfiguration.Url = 'https://collector.brokers.example/'),
    ({ HttpEndpointDestinationConfiguration: endpoint }) =>
      endpoint && (endpoint.EndpointConfiguration.Url = 'https://abc.execute-api.ap-southeast-2.amazonaws.com/'),
    // Registered, but for data of another residency.
    ({ HttpEndpointDestinationConfiguration: endpoint }) =>
      endpoint?.EndpointConfiguration.Url === 'https://logs.ap-southeast-2.elastic.example/' &&
      (endpoint.EndpointConfiguration.Url = 'https://logs.us-west-2.elastic.example/'),
    ({ Domains }) => Domains && (Domains[Domains.indexOf('ingest.au.sentry.example')] = 'ingest.us.sentry.example'),
  ],
  'OR-10.ControlReports': [(p) => (p.ReportDeliveryChannel.Formats = ['CSV'])],
  'OR-10.JobReports': [(p) => delete p.ReportDeliveryChannel],
  'TN-01.NoSharedDatabase': [(p) => (p.DBName = 'application')],
  'TN-01.SitesOnboarded': [otherOperation('onboard'), withoutWorker],
  'TN-02.SitesApart': [
    (p) =>
      everyStatement(p, (one) => [one.Action].flat().includes('kms:Decrypt') && wildcard(one) && delete one.Condition),
    (p) => everyStatement(p, (one) => String(one.Action).includes('GetSecretValue') && (one.Resource = '*')),
  ],
  'TN-03.SiteTagged': [
    (p) => everyStatement(p, (one) => String(one.Action).includes('kms:CreateKey') && delete one.Condition.Null),
    (p) =>
      everyStatement(
        p,
        (one) =>
          String(one.Action).includes('CreateSecret') && (one.Resource = 'arn:aws:secretsmanager:*:*:secret:cordon/*'),
      ),
  ],
  'TN-07.EnvironmentsApart': [
    ({ PolicyDocument }) =>
      PolicyDocument?.Statement.push({
        Effect: 'Allow',
        Action: 's3:DeleteObject',
        Resource: ['222222222222', '333333333333'].map((account) => `arn:aws:s3:::cordon-${account}/*`),
      }),
    // What fills copies may not read them back.
    (p) => everyStatement(p, (one) => one.Sid === 'StoresCopies' && delete one.Condition),
  ],
  'TN-08.RoomForPackages': [
    (p) => delete p.MaxAllocatedStorage,
    (p) => (p.MaxAllocatedStorage = Number(p.AllocatedStorage)),
  ],
  'TN-10.SitesExported': [otherOperation('export'), withoutWorker],
  'TN-11.RegionsInResidency': [abroad],
  'TN-13.SitesAreData': [(p) => (p.State = 'DISABLED'), (p) => (p.Targets = [])],
  'TN-14.CopiesFollowReleases': [
    (p) => (p.EventPattern['detail-type'] = ['Release Planned']),
    (p) => (p.Targets[0].Arn = 'arn:aws:states:ap-southeast-2:111111111111:stateMachine:other'),
  ],
  'TN-15.CopiesArrive': [
    (p) => (p.EventPattern.detail.object.key = ['sites/*/manifest.json']),
    (p) => (p.State = 'DISABLED'),
  ],
  'TN-17.DedicatedServer': [
    (p) => (p.DBInstanceIdentifier = 'cordon-production-shared-9'),
    (p) => (p.MultiAZ = false),
    (p) => (p.MasterUserPassword = '{{resolve:secretsmanager:cordon/production/server/shared-1}}'),
  ],
  'TN-18.NothingElseResolves': [
    (p) => p.FirewallRules.pop(),
    (p) => (p.FirewallRules.at(-1).Action = 'ALERT'),
    (p) => (p.FirewallRules[0].Priority = 3),
  ],
  'TN-20.LateRequestsHeard': [
    (p) => (p.Threshold = 5),
    (p) => (p.TreatMissingData = 'notBreaching'),
    (p) => (p.MetricName = 'PrivacyRequestsDue'),
  ],
  'TN-20.RequestDeadline': [
    ({ Environment: { Variables } }) => (Variables.DEADLINE_DAYS = '31'),
    ({ Environment: { Variables } }) => (Variables.SUB_PROCESSOR_DAYS = Variables.DEADLINE_DAYS),
    ({ Environment: { Variables } }) => delete Variables.SUB_PROCESSORS,
  ],
  'TN-20.RequestsAdvance': [
    (p) => (p.State = 'DISABLED'),
    (p) => (p.ScheduleExpression = 'rate(30 days)'),
    (p) => (p.Target.Arn = 'arn:aws:lambda:ap-southeast-2:111111111111:function:other'),
  ],
  'TN-20.RequestsReachOperations': [
    ({ Environment: { Variables } }) => (Variables.MACHINES = '{}'),
    // The machines of export and erasure change places.
    ({ Environment: { Variables } }) => {
      const parts = Variables.MACHINES['Fn::Join'][1];
      [parts[1], parts[9]] = [parts[9], parts[1]];
    },
  ],
  'TN-20.SitesErased': [otherOperation('erase'), withoutWorker, mildWorker],
  'TN-21.PeopleExported': [otherOperation('export-person'), withoutWorker],
  'TN-22.PeopleErased': [otherOperation('erase-person'), withoutWorker],
  'TN-22.RecoveryPointsEnd': [
    (p) => (p.LockConfiguration.MaxRetentionDays = 3650),
    (p) => delete p.LockConfiguration.MaxRetentionDays,
  ],
  'TN-23.ReadsReported': [(p) => (p.LogGroupNames = ['other']), (p) => (p.QueryString = 'fields @message')],
  'TN-09.DataOutlivesStack': [
    replaced((resource) => ({ ...resource, deletionPolicy: 'Delete' })),
    replaced((resource) => ({ ...resource, updateReplacePolicy: undefined })),
  ],
  'TN-24.ShippedLogsNameNobody': [
    (p) => (p.LogGroupName = '/cordon/production/application/access-records'),
    (p) => (p.LogGroupName = { Ref: 'RecordsAccessA5359AF4' }),
    replaced((resource) => ({
      ...resource,
      type: 'AWS::Logs::AccountPolicy',
      properties: { PolicyType: 'SUBSCRIPTION_FILTER_POLICY', PolicyName: 'all', PolicyDocument: '{}' },
    })),
  ],
  'TN-18.NoStrangers': [
    (p, type) => {
      if (type === 'AWS::Lambda::Permission')
        return Object.assign(p, { Principal: '*', SourceArn: undefined, SourceAccount: undefined });
      const document =
        p.KeyPolicy ??
        p.PolicyDocument ??
        p.AssumeRolePolicyDocument ??
        p.AccessPolicy ??
        p.ResourcePolicy ??
        p.Statement;
      if (typeof document !== 'object') return false;
      const statements = document.Statement ?? document;
      return (
        Array.isArray(statements) && statements.push({ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' })
      );
    },
  ],
  'TN-19.LogRetention': [(p) => delete p.RetentionInDays],
  'TN-19.RetentionStated': [
    // A queue and a stream forget even if nobody says so.
    replaced((resource) =>
      /Queue|Stream/.test(resource.type) ? resource : { ...resource, metadata: {}, properties: forEver(resource) },
    ),
    // Of these no setting ever says it.
    replaced((resource) => (/Table|UserPool/.test(resource.type) ? { ...resource, metadata: {} } : resource)),
  ],
};

/** What it is, without a word of when it forgets. */
function forEver({ properties }: TemplateResource): Properties {
  const ends = ['LifecycleConfiguration', 'LockConfiguration', 'BackupPlan'];
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !ends.includes(name)));
}

/** The machine plans another operation than it did. */
function otherOperation(operation: string): Mutation {
  return inDefinition(`"operation":"${operation}"`, '"operation":"verify"');
}

/** The machine runs nothing as the worker. */
function withoutWorker(properties: Raw): void {
  edit(properties, ':states:::ecs:runTask.sync', ':states:::sns:publish');
}

/** The machine runs the worker without the right to destroy. */
function mildWorker(properties: Raw): void {
  edit(properties, 'sitesWorkerDestroy', 'sitesWorkerOperate');
}

function inDefinition(from: string, to: string): Mutation {
  return (properties) => edit(properties, from, to);
}

function edit(properties: Raw, from: string, to: string): void {
  const parts = properties.DefinitionString['Fn::Join'][1];
  parts.forEach((part: unknown, index: number) => {
    if (typeof part === 'string') parts[index] = part.replaceAll(from, to);
  });
}

/** Wherever it names a region, it names one that is in no residency. */
function abroad(properties: Raw): void {
  const text = JSON.stringify(properties).replace(
    /\b(ap-southeast|us-west|us-east|eu-central|eu-west)-\d\b/g,
    'sa-east-1',
  );
  Object.assign(properties, JSON.parse(text));
}

function everyStatement({ PolicyDocument, Policies = [] }: Raw, mutate: (statement: Raw) => unknown): void {
  const documents = [PolicyDocument, ...Policies.map((policy: Raw) => policy.PolicyDocument)];
  for (const statement of documents.flatMap((document) => document?.Statement ?? [])) mutate(statement);
}

/** Whether a statement is about keys that it does not name. */
function wildcard({ Resource }: Raw): boolean {
  return [Resource].flat().some((arn: unknown) => typeof arn === 'string' && arn.endsWith(':key/*'));
}
