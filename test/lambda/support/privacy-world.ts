import { setTimeout } from 'node:timers/promises';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateBucketCommand, GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { STEP_OPERATIONS, type StepOperation } from '../../../lambda/shared/privacy/request';
import { REQUESTS_KEY, STATE_INDEX } from '../../../lambda/shared/privacy/request-table';
import { OperationsWorld } from './operations-world';
import { PARTIES } from './privacy-requests';
import { BUCKET, HOME } from './site-records';

const ARCHIVE = 'cordon-archive';
const REQUESTS = 'requests';
export const EXPORTS = 'cordon-exports';
const ROLE = 'arn:aws:iam::111122223333:role/machine';

/** A machine that does what its input says at once: it comes to its end, or to none, or fails. */
const DEFINITION = {
  StartAt: 'How',
  States: {
    How: {
      Type: 'Choice',
      Choices: [
        { Variable: '$.site', StringMatches: '*slow*', Next: 'Slow' },
        { Variable: '$.site', StringMatches: '*broken*', Next: 'Broken' },
      ],
      Default: 'Done',
    },
    Slow: { Type: 'Wait', Seconds: 3600, Next: 'Done' },
    Broken: { Type: 'Fail', Error: 'SiteOperationFailed', Cause: 'The operation failed' },
    Done: { Type: 'Succeed' },
  },
};

/** What the functions of requests find around them: tables, buckets, and a state machine for each operation. */
export class PrivacyWorld {
  public static async start(): Promise<PrivacyWorld> {
    const operations = await OperationsWorld.start();
    const { aws, s3 } = operations;
    const keys = [REQUESTS_KEY, STATE_INDEX.partition, STATE_INDEX.sort];
    await new DynamoDBClient(aws.client()).send(
      new CreateTableCommand({
        TableName: REQUESTS,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
        KeySchema: [{ AttributeName: REQUESTS_KEY, KeyType: 'HASH' }],
        GlobalSecondaryIndexes: [
          {
            IndexName: STATE_INDEX.name,
            KeySchema: [
              { AttributeName: STATE_INDEX.partition, KeyType: 'HASH' },
              { AttributeName: STATE_INDEX.sort, KeyType: 'RANGE' },
            ],
            Projection: { ProjectionType: 'KEYS_ONLY' },
          },
        ],
      }),
    );
    const CreateBucketConfiguration = { LocationConstraint: HOME } as const;
    await s3.send(
      new CreateBucketCommand({ Bucket: ARCHIVE, CreateBucketConfiguration, ObjectLockEnabledForBucket: true }),
    );
    await s3.send(new CreateBucketCommand({ Bucket: EXPORTS, CreateBucketConfiguration }));
    const sfn = new SFNClient(aws.client());
    const machines: [StepOperation, string][] = [];
    for (const name of STEP_OPERATIONS) {
      const definition = JSON.stringify(DEFINITION);
      const made = await sfn.send(new CreateStateMachineCommand({ name, definition, roleArn: ROLE }));
      machines.push([name, made.stateMachineArn ?? '']);
    }
    const own = Object.fromEntries(machines) as Record<StepOperation, string>;
    Object.assign(process.env, {
      REQUESTS_TABLE: REQUESTS,
      ARCHIVE_BUCKET: ARCHIVE,
      EXPORTS_BUCKET: EXPORTS,
      MACHINES: JSON.stringify(own),
      SUB_PROCESSORS: JSON.stringify(PARTIES),
      DEADLINE_DAYS: '30',
      SUB_PROCESSOR_DAYS: '20',
      EXIT_WAITING_DAYS: '14',
      REMIND_DAYS: '7',
      PLACE: 'cordon production eu-central-1',
    });
    return new PrivacyWorld(operations, sfn, own);
  }

  private constructor(
    public readonly operations: OperationsWorld,
    private readonly sfn: SFNClient,
    private readonly machines: Readonly<Record<StepOperation, string>>,
  ) {}

  public stop(): Promise<void> {
    return this.operations.stop();
  }

  /** Names of the executions of an operation. */
  public async executions(operation: StepOperation): Promise<string[]> {
    const stateMachineArn = this.machines[operation];
    const { executions = [] } = await this.sfn.send(new ListExecutionsCommand({ stateMachineArn }));
    return executions.map(({ name }) => name ?? '').sort();
  }

  /** Waits until an execution has come to an end, which takes a moment. */
  public async ended(operation: StepOperation, name: string): Promise<void> {
    const executionArn = `${this.machines[operation].replace(':stateMachine:', ':execution:')}:${name}`;
    for (let look = 0; look < 100; look += 1) {
      const { status } = await this.sfn.send(new DescribeExecutionCommand({ executionArn }));
      if (status !== 'RUNNING') return;
      await setTimeout(50);
    }
    throw new Error(`${name} does not end`);
  }

  /** What a worker would have made of an execution. */
  public async record(site: string, operation: StepOperation, execution: string, result?: Record<string, unknown>) {
    const common = { operation, at: '2026-03-01T10:00:00.000Z', execution };
    const error = { kind: 'DatabaseBusy', message: 'Table contact was not free' };
    await this.operations.registry.noteOperation(
      site,
      result ? { ...common, outcome: 'done', result } : { ...common, outcome: 'failed', error },
    );
  }

  /** Receipts of a request in the archive, by their ending. */
  public async receipts(request: string): Promise<Record<string, string>> {
    const { s3 } = this.operations;
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: ARCHIVE, Prefix: 'privacy/' }));
    const found: Record<string, string> = {};
    for (const { Key = '' } of Contents.filter((one) => one.Key?.includes(request))) {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: ARCHIVE, Key }));
      found[Key.split('.').at(-1) ?? ''] = (await Body?.transformToString()) ?? '';
    }
    return found;
  }

  /** What the worker would read of whom a request is about. */
  public async person(request: string): Promise<string> {
    const object = { Bucket: BUCKET, Key: `people/${request}.json` };
    const { Body } = await this.operations.s3.send(new GetObjectCommand(object));
    return (await Body?.transformToString()) ?? '';
  }
}
