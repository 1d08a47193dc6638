import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';

/** Stands in the query for the site that somebody asks about. */
export const SITE_TO_NAME = 'SITE';

/** Keys of a site's objects, whichever bucket they are in: attachments, exports, backups. In the query's notation. */
export const KEYS_OF_SITE = `^(sites\\/)?${SITE_TO_NAME}\\/`;
/** What is copied is read; the copy's own key may be another site's. */
export const COPIES_OF_SITE = `copy-source":"[^"]*\\/(sites\\/)?${SITE_TO_NAME}\\/`;

const READS = ['GetObject', 'HeadObject', 'SelectObjectContent', 'CopyObject', 'UploadPartCopy'];

/**
 * Who read a site's data, when and how often (TN-23): a saved query of CloudWatch Logs Insights over the trail of data
 * events of a region. Reads from outside the account are in it as well, and refused ones with their error.
 */
export class AccessReport extends Construct {
  constructor(scope: Construct, id: string, props: { readonly place: Place; readonly dataEvents: logs.ILogGroup }) {
    super(scope, id);
    const { platform, environment } = props.place;
    new logs.CfnQueryDefinition(this, 'Query', {
      name: `${platform}/${environment}/who-read-a-site`,
      logGroupNames: [props.dataEvents.logGroupName],
      queryString: [
        `# Put the id of the site in the place of ${SITE_TO_NAME}, wherever it stands, and choose the time.`,
        'fields coalesce(userIdentity.arn, userIdentity.invokedBy, userIdentity.accountId) as who',
        `| filter eventSource = "s3.amazonaws.com" and eventName in [${READS.map((name) => `"${name}"`).join(', ')}]`,
        `| filter requestParameters.key like /${KEYS_OF_SITE}/ or @message like /${COPIES_OF_SITE}/`,
        '| stats count(*) as reads, count_distinct(requestParameters.key) as objects, min(@timestamp) as firstRead, max(@timestamp) as lastRead by who, eventName, requestParameters.bucketName, errorCode',
        '| sort lastRead desc',
        '| limit 10000',
      ].join('\n'),
    });
  }
}
