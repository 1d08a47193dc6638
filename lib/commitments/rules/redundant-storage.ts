import { textOf } from '../assembly';
import type { Properties } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { valueAt } from './key-of-ours';

/** Classes of S3 that keep an object in three zones or more. */
const REDUNDANT = ['STANDARD', 'STANDARD_IA', 'INTELLIGENT_TIERING', 'GLACIER_IR', 'GLACIER', 'DEEP_ARCHIVE'];

interface LifecycleRule {
  readonly Transition?: Transition;
  readonly Transitions?: readonly Transition[];
  readonly NoncurrentVersionTransitions?: readonly Transition[];
}
interface Transition {
  readonly StorageClass?: string;
}

export const redundantStorage: Rule = {
  id: 'AV-05.RedundantStorage',
  keeps: ['AV-05', 'AV-02', 'BK-20'],
  statement: 'Files lie in three zones at once, and those of sites where they are read without delay.',
  types: ['AWS::S3::Bucket', 'AWS::EFS::FileSystem'],
  judge({ type, properties }) {
    if (type === 'AWS::EFS::FileSystem') {
      const { AvailabilityZoneName: zone } = properties;
      return verdict({
        AvailabilityZoneName: zone === undefined ? undefined : `is ${textOf(zone)}, one zone alone; leave it out`,
      });
    }
    const classes = classesOf(properties);
    const ofSites = textOf(properties.BucketName).includes('-attachments-');
    const wrong = ofSites
      ? classes.filter((one) => one !== 'STANDARD')
      : classes.filter((one) => !REDUNDANT.includes(one));
    return verdict({
      'LifecycleConfiguration.Rules.Transitions':
        wrong.length === 0
          ? undefined
          : `leads to ${wrong.join(', ')}; ${ofSites ? 'attachments stay in STANDARD' : `${REDUNDANT.join(', ')} are allowed`}`,
    });
  },
};

function classesOf(properties: Properties): string[] {
  const rules = (valueAt(properties, 'LifecycleConfiguration.Rules') ?? []) as readonly LifecycleRule[];
  return rules
    .flatMap(({ Transition, Transitions = [], NoncurrentVersionTransitions = [] }) => [
      ...(Transition ? [Transition] : []),
      ...Transitions,
      ...NoncurrentVersionTransitions,
    ])
    .map(({ StorageClass = 'STANDARD' }) => StorageClass);
}
