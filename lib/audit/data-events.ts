import type { CfnTrail } from 'aws-cdk-lib/aws-cloudtrail';
import type { Place } from '../config/platform';
import { bucketName } from '../platform/names';
import type { BucketPurpose } from '../platform/names';

/** Recording writes to these would record the recording; their accesses are in the access logs instead. */
const LOG_BUCKETS: readonly BucketPurpose[] = [
  'access-logs',
  'lb-logs',
  'archive',
  'config',
  'account-logs',
  'account-archive',
];

/** Every read and write of an object or a table item that may belong to a customer (LG-06). */
export function dataEvents(place: Place): CfnTrail.AdvancedEventSelectorProperty[] {
  return [
    {
      name: 'Objects in buckets of the platform',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::S3::Object'] },
        {
          field: 'resources.ARN',
          startsWith: [`arn:aws:s3:::${place.platform}-${place.environment}-`],
          notStartsWith: LOG_BUCKETS.map((purpose) => `arn:aws:s3:::${bucketName(place, purpose)}/`),
        },
      ],
    },
    {
      name: 'Items of tables',
      fieldSelectors: [
        { field: 'eventCategory', equalTo: ['Data'] },
        { field: 'resources.type', equalTo: ['AWS::DynamoDB::Table'] },
      ],
    },
  ];
}

/** Everything that is done to the account itself, in every region. */
export const MANAGEMENT_EVENTS: CfnTrail.AdvancedEventSelectorProperty[] = [
  { name: 'Management events', fieldSelectors: [{ field: 'eventCategory', equalTo: ['Management'] }] },
];
