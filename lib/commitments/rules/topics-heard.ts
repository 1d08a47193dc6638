import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const topicsHeard: Rule = {
  id: 'AV-09.TopicsHeard',
  keeps: ['AV-09', 'AV-08'],
  statement: 'Somebody receives what is published to a topic.',
  types: ['AWS::SNS::Topic'],
  judge({ logicalId, properties, stack }) {
    const inline = (properties.Subscription ?? []) as readonly unknown[];
    const heard = [...stack.resources.values()].some(
      (one) =>
        one.type === 'AWS::SNS::Subscription' &&
        textOf(one.properties.Endpoint) !== '' &&
        (one.properties.TopicArn as { Ref?: string } | undefined)?.Ref === logicalId,
    );
    return verdict({
      Subscription:
        inline.length > 0 || heard ? undefined : 'is missing, so that nobody hears of it; add one in its stack',
    });
  },
};
