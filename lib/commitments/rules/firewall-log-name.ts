import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const PREFIX = 'aws-waf-logs-';

export const firewallLogName: Rule = {
  id: 'NW-06.FirewallLogName',
  keeps: ['NW-06', 'NW-11', 'LG-05'],
  statement: 'The web firewall’s log has the name that it insists on; any other fails in deployment as an invalid ARN.',
  types: ['AWS::WAFv2::LoggingConfiguration'],
  judge({ properties, stack }, assembly) {
    const destinations = (properties.LogDestinationConfigs ?? []) as readonly unknown[];
    const names = destinations.map((destination) => {
      const text = textOf(destination);
      if (text.includes(PREFIX)) return text.slice(text.indexOf(PREFIX));
      const target = assembly.target(referenceIn(destination), stack);
      const { LogGroupName, BucketName, DeliveryStreamName } = target?.properties ?? {};
      return textOf(LogGroupName ?? BucketName ?? DeliveryStreamName);
    });
    const ok = names.length > 0 && names.every((name) => name.startsWith(PREFIX));
    return verdict({
      LogDestinationConfigs: ok
        ? undefined
        : `names ${names.join(', ') || 'nothing'}; the name must start with ${PREFIX}`,
    });
  },
};

/** The reference inside an ARN that is put together from parts. */
function referenceIn(value: unknown): unknown {
  const { 'Fn::Join': join } = (value ?? {}) as { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  const parts = join?.[1].filter((part) => typeof part === 'object' && !JSON.stringify(part).includes('AWS::'));
  return parts?.[parts.length - 1] ?? value;
}
