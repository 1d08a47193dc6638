import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { PLACE_INDEX, Registry, TABLE_KEY } from '../../lambda/shared/registry/registry';
import type { EmbeddedAws } from '../../rehearsal/embedded-aws';

/** A registry in a table of its own, keyed and indexed as the platform's is. */
export async function createRegistry(
  aws: EmbeddedAws,
  table = 'registry',
): Promise<{ readonly registry: Registry; readonly client: DynamoDBDocumentClient; readonly table: string }> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(aws.client()));
  const keys = [TABLE_KEY.partition, TABLE_KEY.sort, PLACE_INDEX.partition, PLACE_INDEX.sort];
  await client.send(
    new CreateTableCommand({
      TableName: table,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: schema(TABLE_KEY),
      GlobalSecondaryIndexes: [
        { IndexName: PLACE_INDEX.name, KeySchema: schema(PLACE_INDEX), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  );
  return { registry: new Registry(client, table), client, table };
}

function schema({ partition, sort }: { readonly partition: string; readonly sort: string }) {
  return [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
}
