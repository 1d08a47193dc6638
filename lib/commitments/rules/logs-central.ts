import { textOf } from '../assembly';
import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const GROUP = 'AWS::Logs::LogGroup';

/** What writes a log, with the property that says where to; each gives back what that property refers to. */
const SOURCES: Readonly<Record<string, { property: string; of: (resource: TemplateResource) => readonly unknown[] }>> =
  {
    'AWS::EC2::FlowLog': {
      property: 'LogDestination',
      of: ({ properties }) => [referenceIn(properties.LogDestination)],
    },
    'AWS::Lambda::Function': {
      property: 'LoggingConfig.LogGroup',
      of: (resource) => [(resource.properties.LoggingConfig as { LogGroup?: unknown })?.LogGroup ?? ownGroup(resource)],
    },
    'AWS::NetworkFirewall::LoggingConfiguration': {
      property: 'LoggingConfiguration.LogDestinationConfigs',
      of: ({ properties }) => firewallGroups(properties),
    },
    'AWS::Route53Resolver::ResolverQueryLoggingConfig': {
      property: 'DestinationArn',
      of: ({ properties }) => [properties.DestinationArn],
    },
    'AWS::StepFunctions::StateMachine': {
      property: 'LoggingConfiguration.Destinations',
      of: ({ properties }) => machineGroups(properties),
    },
  };

export const logsCentral: Rule = {
  id: 'LG-05.LogsCentral',
  keeps: ['LG-05', 'NW-10'],
  statement:
    'Networks, functions and state machines write to a log group or the locked archive of their own environment and region.',
  types: Object.keys(SOURCES),
  judge(resource, assembly) {
    const { property, of } = SOURCES[resource.type]!;
    const stores = of(resource).map((store) => assembly.target(store, resource.stack));
    const central = stores.length > 0 && stores.every((store) => isStore(store, resource));
    return verdict({
      [property]: central
        ? undefined
        : `is no log group or archive of ${resource.stack.stage}; use PlatformLogGroup, or the archive of RegionalLogs`,
    });
  },
};

function isStore(store: TemplateResource | undefined, { stack }: TemplateResource): boolean {
  if (store?.stack.stage !== stack.stage) return false;
  return store.type === GROUP || store.properties.ObjectLockEnabled === true;
}

/** A function that does not say where to writes to a group by its own name, which the stack may have made. */
function ownGroup({ stack, logicalId }: TemplateResource): unknown {
  const own = `/aws/lambda/<${JSON.stringify({ Ref: logicalId })}>`;
  const group = [...stack.resources.values()].find(
    ({ type, properties }) => type === GROUP && textOf(properties.LogGroupName) === own,
  );
  return group && { Ref: group.logicalId };
}

/** The first thing that a text refers to. */
function referenceIn(text: unknown): unknown {
  const { 'Fn::Join': join } = (text ?? {}) as { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  return join?.[1].find((part) => typeof part === 'object') ?? text;
}

function firewallGroups(properties: TemplateResource['properties']): unknown[] {
  const { LogDestinationConfigs = [] } = (properties.LoggingConfiguration ?? {}) as {
    LogDestinationConfigs?: readonly { LogDestination?: { logGroup?: unknown } }[];
  };
  return LogDestinationConfigs.map(({ LogDestination }) => LogDestination?.logGroup);
}

function machineGroups(properties: TemplateResource['properties']): unknown[] {
  const { Level = 'OFF', Destinations = [] } = (properties.LoggingConfiguration ?? {}) as {
    Level?: string;
    Destinations?: readonly { CloudWatchLogsLogGroup?: { LogGroupArn?: unknown } }[];
  };
  return Level === 'OFF' ? [] : Destinations.map(({ CloudWatchLogsLogGroup }) => CloudWatchLogsLogGroup?.LogGroupArn);
}
