import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { MiddlewareStack } from '@smithy/types';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { Means } from '../../../lambda/rotate-backups/rotate-sites';
import { Registry } from '../../../lambda/shared/registry/registry';
import { RegionalClients } from '../../../worker/aws/regional-clients';
import { REGIONS, type BackupStores } from './stored-backups';

const WRITES = /^(Put|Delete|Update)/;

/** The means of a run that is killed just before its n-th write. */
export class KilledMeans {
  public killed = false;
  private writes = 0;

  constructor(
    private readonly stores: BackupStores,
    private readonly at: number,
  ) {}

  public get means(): Pick<Means, 'aws' | 'registry' | 'events'> {
    const { endpoint, credentials, region } = this.stores.aws.client();
    const aws = new RegionalClients(() => ({ endpoint, credentials }));
    for (const each of REGIONS) this.kill(aws.s3(each));
    const dynamo = new DynamoDBClient({ endpoint, credentials, region });
    const events = new EventBridgeClient({ endpoint, credentials, region });
    this.kill(dynamo);
    this.kill(events);
    return { aws, events, registry: new Registry(DynamoDBDocumentClient.from(dynamo), this.stores.table) };
  }

  private kill(client: { readonly middlewareStack: unknown }): void {
    const stack = client.middlewareStack as MiddlewareStack<object, object>;
    stack.add(
      (next, context) => async (args) => {
        if (WRITES.test(String(context.commandName)) && ++this.writes === this.at) this.killed = true;
        // The dead do nothing more, not even give the site back.
        if (this.killed) throw new Error('killed');
        return next(args);
      },
      { step: 'initialize', name: 'killed' },
    );
  }
}
