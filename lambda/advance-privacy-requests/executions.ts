import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  StartExecutionCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { PrivacyRequest, RequestStep, StepOperation } from '../shared/privacy/request';
import type { Registry } from '../shared/registry/registry';
import type { Progress } from './advancing';

/** Starts the site operations of requests, and sees how they fare. */
export class Executions {
  constructor(
    private readonly client: SFNClient,
    private readonly registry: Registry,
    private readonly machines: Readonly<Record<StepOperation, string>>,
  ) {}

  /**
   * Started once more, an execution is the one that there is. Whom it is about does not stand in its input, which is
   * logged: only the request that says so.
   */
  public async start(request: PrivacyRequest, step: RequestStep): Promise<void> {
    const input = {
      site: step.site,
      // The same for every attempt: the worker goes on where an earlier one was.
      name: `${request.id}-${step.id}`,
      ...('identifiers' in request.subject && { person: request.id }),
    };
    const start = new StartExecutionCommand({
      stateMachineArn: this.machines[step.operation],
      name: executionName(request, step),
      input: JSON.stringify(input),
    });
    try {
      await this.client.send(start);
    } catch (error) {
      if (!(error instanceof ExecutionAlreadyExists)) throw error;
    }
  }

  public async progress(request: PrivacyRequest, step: RequestStep): Promise<Progress> {
    const name = executionName(request, step);
    const executionArn = `${this.machines[step.operation].replace(':stateMachine:', ':execution:')}:${name}`;
    try {
      // What it was given and what came of it stands in the registry.
      const describe = new DescribeExecutionCommand({ executionArn, includedData: 'METADATA_ONLY' });
      const { status } = await this.client.send(describe);
      if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return { status: 'running' };
      return await this.ended(step, name, status ?? '');
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return { status: 'missing' };
      throw error;
    }
  }

  private async ended({ site, operation }: RequestStep, execution: string, status: string): Promise<Progress> {
    const records = await this.registry.operations(site);
    const record = records.findLast((one) => one.execution === execution && one.operation === operation);
    if (status === 'SUCCEEDED' && record?.outcome === 'done') return { status: 'done', result: record.result ?? {} };
    const said = record?.error && `${record.error.kind}: ${record.error.message}`;
    return { status: 'failed', reason: said ?? `The execution ${execution} ended as ${status}; its history says why` };
  }
}

/** Known before it is started, so that whoever comes after a kill finds it. */
function executionName({ id }: PrivacyRequest, step: RequestStep): string {
  return `${id}-${step.id}-${step.attempt}`;
}
