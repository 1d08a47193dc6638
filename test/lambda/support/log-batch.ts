import { gzipSync } from 'node:zlib';

/** What CloudWatch Logs delivers to a stream: compressed, as it documents it. */
export function logBatch(lines: readonly string[], logGroup = '/aws/lambda/plan-wave'): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType: 'DATA_MESSAGE',
      owner: '111111111111',
      logGroup,
      logStream: '2026/11/26/[$LATEST]0f3a5c7e9b1d4f60a2c4e6f8091b3d5f',
      subscriptionFilters: ['Shipped'],
      logEvents: lines.map((message, index) => ({
        id: `3695519${index.toString().padStart(49, '0')}`,
        timestamp: 1795694400000 + index,
        message,
      })),
    }),
  );
}

/** By which CloudWatch Logs asks whether anybody is there. */
export function controlMessage(): Buffer {
  return gzipSync(
    JSON.stringify({
      messageType: 'CONTROL_MESSAGE',
      owner: 'CloudwatchLogs',
      logGroup: '',
      logStream: '',
      subscriptionFilters: [],
      logEvents: [
        {
          id: '',
          timestamp: 1795694400000,
          message: 'CWL CONTROL MESSAGE: Checking health of destination Kinesis stream.',
        },
      ],
    }),
  );
}
