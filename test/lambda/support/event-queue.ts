import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import type { EmbeddedAws } from '../../../rehearsal/embedded-aws';

export interface ReceivedEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** A queue that a rule sends events to, as whatever listens for them has one. */
export class EventQueue {
  public static async listen(aws: EmbeddedAws, pattern: object): Promise<EventQueue> {
    const queue = new EventQueue(aws);
    const { QueueUrl } = await queue.call<{ QueueUrl: string }>('CreateQueue', { QueueName: 'events' });
    queue.url = QueueUrl;
    const events = new EventBridgeClient(aws.client());
    await events.send(new PutRuleCommand({ Name: 'events', EventPattern: JSON.stringify(pattern) }));
    const Arn = `arn:aws:sqs:${aws.region}:${aws.account}:events`;
    await events.send(new PutTargetsCommand({ Rule: 'events', Targets: [{ Id: 'queue', Arn }] }));
    return queue;
  }

  private url = '';

  private constructor(private readonly aws: EmbeddedAws) {}

  /** All events that have arrived, which are no longer in the queue then. */
  public async take(): Promise<ReceivedEvent[]> {
    const taken: ReceivedEvent[] = [];
    for (;;) {
      const request = { QueueUrl: this.url, MaxNumberOfMessages: 10, WaitTimeSeconds: 0 };
      const { Messages = [] } = await this.call<{ Messages?: { Body: string; ReceiptHandle: string }[] }>(
        'ReceiveMessage',
        request,
      );
      if (Messages.length === 0) return taken;
      for (const { Body, ReceiptHandle } of Messages) {
        taken.push(JSON.parse(Body) as ReceivedEvent);
        await this.call('DeleteMessage', { QueueUrl: this.url, ReceiptHandle });
      }
    }
  }

  private async call<T>(operation: string, input: object): Promise<T> {
    const { endpoint, account, region } = this.aws;
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${operation}`,
        authorization: `AWS4-HMAC-SHA256 Credential=${account}/20260101/${region}/sqs/aws4_request`,
      },
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text || '{}') as T;
  }
}
