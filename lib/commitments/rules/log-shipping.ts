import type { Assembly, TemplateResource } from '../assembly';
import { present, verdict } from '../rule';
import type { Rule } from '../rule';
import { variablesOf } from './function-variables';
import { hostOfStream } from './registered-parties';
import type { Parties } from './registered-parties';
import { isHome } from './stages';

const DELIVERY = 'AWS::KinesisFirehose::DeliveryStream';
const SUBSCRIPTION = 'AWS::Logs::SubscriptionFilter';
const READING = 'AWS::Lambda::EventSourceMapping';
/** Seconds that a third party may be away until what is meant for it is put aside. */
const PATIENCE = 3600;

interface Tag {
  readonly Key?: string;
  readonly Value?: unknown;
}

/** TN-24: a subscription for everything of an account would ship each new log group until somebody thinks of it. */
export const shippedLogsNameNobody: Rule = {
  id: 'TN-24.ShippedLogsNameNobody',
  keeps: ['TN-24', 'TN-18', 'LG-09', 'LG-11'],
  statement: 'Only log groups that are marked as naming nobody are sent on to where third parties are served from.',
  types: [SUBSCRIPTION, 'AWS::Logs::AccountPolicy'],
  judge({ type, properties, stack }, assembly) {
    if (type !== SUBSCRIPTION) {
      if (properties.PolicyType !== 'SUBSCRIPTION_FILTER_POLICY') return undefined;
      return verdict({ PolicyType: 'subscribes to log groups that nobody has looked at; subscribe to each by itself' });
    }
    // A function of ours that reads a log in its own region.
    if (assembly.target(properties.DestinationArn, stack)?.type === 'AWS::Lambda::Function') return undefined;
    const group = assembly.target(properties.LogGroupName, stack);
    const tags = (group?.properties.Tags ?? []) as readonly Tag[];
    const marked = tags.some(({ Key, Value }) => Key === 'cordon:data' && Value === 'usage');
    return verdict({
      LogGroupName: marked
        ? undefined
        : 'is no log group marked with cordon:data=usage; give PlatformLogGroup `data: usage` if its lines name nobody',
    });
  },
};

interface HttpEndpoint {
  readonly EndpointConfiguration?: { readonly AccessKey?: unknown };
  readonly SecretsManagerConfiguration?: { readonly Enabled?: boolean };
  readonly ProcessingConfiguration?: { readonly Enabled?: boolean; readonly Processors?: readonly Processor[] };
  readonly RetryOptions?: { readonly DurationInSeconds?: number };
  readonly S3Configuration?: { readonly EncryptionConfiguration?: { readonly KMSEncryptionConfig?: unknown } };
}
interface Processor {
  readonly Type?: string;
  readonly Parameters?: readonly { readonly ParameterName?: string; readonly ParameterValue?: unknown }[];
}

export const logsMaskedAndKept: Rule = {
  id: 'LG-09.LogsMaskedAndKept',
  keeps: ['LG-09', 'LG-11', 'TN-24', 'CR-09'],
  statement:
    'What a third party receives is masked on the way and signed with a key from Secrets Manager; what it does not take is kept.',
  types: [DELIVERY],
  judge(resource, assembly) {
    const endpoint = resource.properties.HttpEndpointDestinationConfiguration as HttpEndpoint | undefined;
    if (!endpoint) return undefined;
    const { EndpointConfiguration, SecretsManagerConfiguration, RetryOptions, S3Configuration } = endpoint;
    const path = 'HttpEndpointDestinationConfiguration';
    const patience = RetryOptions?.DurationInSeconds ?? 0;
    return verdict({
      [`${path}.ProcessingConfiguration`]: masks(endpoint, resource, assembly)
        ? undefined
        : 'does not mask what names a person; let mask-logs process the records',
      [`${path}.SecretsManagerConfiguration`]:
        SecretsManagerConfiguration?.Enabled === true && EndpointConfiguration?.AccessKey === undefined
          ? undefined
          : 'leaves the key in the template; use PartySecret',
      [`${path}.RetryOptions.DurationInSeconds`]:
        patience >= PATIENCE ? undefined : `is ${patience}; ${PATIENCE} or more are allowed`,
      [`${path}.S3Configuration.EncryptionConfiguration`]: S3Configuration?.EncryptionConfiguration?.KMSEncryptionConfig
        ? undefined
        : 'keeps what is not delivered without our key; name it',
    });
  },
};

function masks(
  { ProcessingConfiguration }: HttpEndpoint,
  { stack }: TemplateResource,
  assembly: Assembly,
): boolean | undefined {
  const parameters = (ProcessingConfiguration?.Processors ?? []).flatMap(({ Parameters = [] }) => Parameters);
  const functions = parameters
    .filter(({ ParameterName }) => ParameterName === 'LambdaArn')
    .map(({ ParameterValue }) => assembly.target(ParameterValue, stack));
  return (
    ProcessingConfiguration?.Enabled &&
    functions.some((one) => one !== undefined && 'PERSONAL_MEMBERS' in variablesOf(one))
  );
}

/** What is sent to whom, in each region whose servers may call that party. */
export function partiesServed(parties: Parties | undefined): readonly Rule[] {
  const hosts = (service: string) => parties?.receivers?.[service] ?? [];
  const logsReach = (service: string, id: string, keeps: string, name: string) =>
    present({
      id,
      keeps: [keeps],
      statement: `Logs of every region whose sites’ residency has an endpoint of ${name} are delivered to it.`,
      types: [DELIVERY],
      where: (stage) => isHome(stage) && calls(stage, hosts(service)),
      needs: `a delivery stream from the stream of shipped logs to ${name}; use LogReceiver`,
      is: (stream, assembly) => {
        const source = stream.properties.KinesisStreamSourceConfiguration as { KinesisStreamARN?: unknown } | undefined;
        return (
          hosts(service).includes(hostOfStream(stream) ?? '') &&
          assembly.target(source?.KinesisStreamARN, stream.stack)?.type === 'AWS::Kinesis::Stream'
        );
      },
    });
  return [
    logsReach('elastic', 'LG-09.ElasticReceivesLogs', 'LG-09', 'Elastic'),
    logsReach('datadog', 'LG-11.DatadogReceivesLogs', 'LG-11', 'Datadog'),
    present({
      id: 'LG-10.ErrorsReported',
      keeps: ['LG-10'],
      statement:
        'A function reads what is shipped, and reports errors among it to Sentry, until each is six hours old.',
      types: [READING],
      where: (stage) => isHome(stage) && calls(stage, hosts('sentry')),
      needs: 'a function that reads the stream of shipped logs and reports to Sentry; use ErrorReports',
      is: ({ properties, stack }, assembly) => {
        const reporter = assembly.target(properties.FunctionName, stack);
        return (
          reporter !== undefined &&
          hosts('sentry').includes(String(variablesOf(reporter).SENTRY_HOST)) &&
          assembly.target(properties.EventSourceArn, stack)?.type === 'AWS::Kinesis::Stream' &&
          Number(properties.MaximumRecordAgeInSeconds) >= PATIENCE &&
          properties.Enabled !== false
        );
      },
    }),
  ];
}

/** Whether names of a party may be resolved in a stage: only where a residency of its sites has an endpoint. */
function calls({ stacks }: Parameters<typeof isHome>[0], hosts: readonly string[]): boolean {
  return stacks.some(({ resources }) =>
    [...resources.values()].some(
      ({ type, properties }) =>
        type === 'AWS::Route53Resolver::FirewallDomainList' &&
        ((properties.Domains ?? []) as readonly string[]).some((name) => hosts.includes(name)),
    ),
  );
}
