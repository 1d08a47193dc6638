import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';

/** A line of the firewall's log. */
export interface WafRecord {
  readonly timestamp: number;
  readonly httpRequest: { readonly clientIp: string };
}

/** What CloudWatch Logs sends to the function that a subscription names. */
export function logEvent(records: readonly WafRecord[], others: readonly string[] = [], messageType = 'DATA_MESSAGE') {
  const messages = [...records.map((record) => JSON.stringify(record)), ...others];
  const payload = {
    messageType,
    owner: '111122223333',
    logGroup: 'aws-waf-logs-cordon-production',
    logStream: 'ap-southeast-2_cordon-production-web_0',
    subscriptionFilters: ['web-Flagged'],
    logEvents: messages.map((message, index) => ({
      id: createHash('sha256').update(`${index} ${message}`).digest('hex').slice(0, 56),
      timestamp: records[index]?.timestamp ?? 0,
      message,
    })),
  };
  return { awslogs: { data: gzipSync(JSON.stringify(payload)).toString('base64') } };
}
