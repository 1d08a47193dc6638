import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateStateMachineCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { IncidentStore, OPEN_INDEX } from '../../../lambda/shared/incidents/incident-store';
import { TABLE_KEY } from '../../../lambda/shared/registry/registry';
import { OperationsWorld } from '../support/operations-world';
import { POLICY } from './incident-records';

const TABLE = 'incidents';

/** An AWS with a registry, a table of incidents and a clock that only waits, for the functions of this process. */
export class IncidentWorld {
  public static async start(): Promise<IncidentWorld> {
    const operations = await OperationsWorld.start();
    const client = DynamoDBDocumentClient.from(new DynamoDBClient(operations.aws.client()));
    const { partition, sort } = OPEN_INDEX;
    await client.send(
      new CreateTableCommand({
        TableName: TABLE,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [TABLE_KEY.partition, TABLE_KEY.sort, partition, sort].map((AttributeName) => ({
          AttributeName,
          AttributeType: 'S',
        })),
        KeySchema: keys(TABLE_KEY.partition, TABLE_KEY.sort),
        GlobalSecondaryIndexes: [
          { IndexName: OPEN_INDEX.name, KeySchema: keys(partition, sort), Projection: { ProjectionType: 'ALL' } },
        ],
      }),
    );
    const stepFunctions = new SFNClient(operations.aws.client());
    const definition = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: 3600, End: true } } };
    const { stateMachineArn = '' } = await stepFunctions.send(
      new CreateStateMachineCommand({
        name: 'clock',
        definition: JSON.stringify(definition),
        roleArn: `arn:aws:iam::${operations.aws.account}:role/clock`,
      }),
    );
    Object.assign(process.env, {
      INCIDENTS_TABLE: TABLE,
      CLOCK_MACHINE_ARN: stateMachineArn,
      INCIDENT_POLICY: JSON.stringify(POLICY),
      PLATFORM: 'cordon',
      ENVIRONMENT: 'production',
      COMPANY: 'Vinefield Software',
      PRIVACY_CONTACT: 'privacy@vinefield.example',
    });
    return new IncidentWorld(operations, new IncidentStore(client, TABLE), client, stepFunctions, stateMachineArn);
  }

  private constructor(
    public readonly operations: OperationsWorld,
    public readonly store: IncidentStore,
    public readonly client: DynamoDBDocumentClient,
    private readonly stepFunctions: SFNClient,
    private readonly clock: string,
  ) {}

  /** Names of the executions of the clock that this incident has. */
  public async clocks(incident: string): Promise<string[]> {
    const { executions = [] } = await this.stepFunctions.send(
      new ListExecutionsCommand({ stateMachineArn: this.clock }),
    );
    return executions.map(({ name }) => name ?? '').filter((name) => name.startsWith(incident));
  }

  public stop(): Promise<void> {
    return this.operations.stop();
  }
}

function keys(partition: string, sort: string) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}
