import { textOf } from '../assembly';
import type { StackTemplate } from '../assembly';
import { present } from '../rule';
import { TRAIL } from './archive-locked';
import { selectorsOf } from './event-selectors';
import { isRegion } from './stages';

/** Buckets of logs: to record the writes of records would record without end. */
const OF_LOGS = /-(access-logs|lb-logs|archive|config|account-logs|account-archive)-\d{12}-/;

type Selectors = ReturnType<typeof selectorsOf>;

export const dataEvents = present({
  id: 'LG-06.DataEvents',
  keeps: ['LG-06', 'TN-23'],
  statement: 'Every read and write of a file or a table item that may be a customer’s is recorded in its region.',
  types: [TRAIL],
  where: isRegion,
  needs:
    'a trail of data events on all buckets but those of logs, and on all tables; give it a PlatformTrail with dataEvents',
  is: ({ properties, stack }, assembly) => {
    const selectors = selectorsOf(properties).filter(({ eventCategory }) => eventCategory?.Equals?.includes('Data'));
    const stacks = assembly.stacks.filter(({ stage }) => stage === stack.stage);
    return properties.IsLogging === true && allTables(selectors) && allBuckets(selectors, stacks);
  },
});

/** Nothing but its kind and category may narrow a selector. */
function narrowed(selector: Selectors[number]): string[] {
  return Object.keys(selector).filter((field) => field !== 'eventCategory' && field !== 'resources.type');
}

function allTables(selectors: Selectors): boolean {
  return selectors.some(
    (selector) =>
      selector['resources.type']?.Equals?.includes('AWS::DynamoDB::Table') && narrowed(selector).length === 0,
  );
}

function allBuckets(selectors: Selectors, stacks: readonly StackTemplate[]): boolean {
  const buckets = stacks.flatMap(({ resources }) =>
    [...resources.values()]
      .filter(({ type }) => type === 'AWS::S3::Bucket')
      .map(({ properties }) => `arn:aws:s3:::${textOf(properties.BucketName)}/`),
  );
  const selector = selectors.find((one) => one['resources.type']?.Equals?.includes('AWS::S3::Object'));
  if (!selector || narrowed(selector).some((field) => field !== 'resources.ARN')) return false;
  const { StartsWith = [''], NotStartsWith = [], Equals } = selector['resources.ARN'] ?? { Field: '' };
  const recorded = (arn: string) =>
    StartsWith.some((start) => arn.startsWith(start)) && !NotStartsWith.some((start) => arn.startsWith(start));
  return Equals === undefined && buckets.filter((arn) => !OF_LOGS.test(arn)).every(recorded);
}
