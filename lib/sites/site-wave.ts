import { Annotations, Duration } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { EVENT_SOURCE, EVENT_TYPES } from '../../lambda/shared/site-events';
import { acknowledgeWildcards } from '../platform/wildcards';
import { readsFolder } from './function-rights';
import { PlatformStateMachine } from './platform-state-machine';
import type { SiteStores } from './site-functions';
import { invoke, SiteSteps, type SiteStepsProps } from './site-steps';

export type WaveKind = 'backup' | 'drill' | 'refresh';

export interface SiteWaveProps extends Omit<SiteStepsProps, 'right'> {
  readonly wave: WaveKind;
  readonly comment: string;
  readonly planWave: lambda.IFunction;
  /** Servers at work at a time: each takes a Fargate task. */
  readonly serversAtOnce: number;
  readonly stores: SiteStores;
}

/**
 * One operation on all sites that are due, server beside server: each server's sites are a child execution of a
 * Distributed Map, so that neither their number nor the failure of one server touches the others.
 *
 * Takes `{ at }`, for backups `{ at, timeZone, run }` as well.
 */
export class SiteWave extends Construct {
  public readonly machine: PlatformStateMachine;

  constructor(scope: Construct, id: string, props: SiteWaveProps) {
    super(scope, id);
    const { wave, comment, planWave, serversAtOnce, stores } = props;
    const zone = wave === 'backup' ? { 'timeZone.$': '$.timeZone', 'run.$': '$.run' } : {};
    const plan = invoke(this, 'Plan', planWave, {
      payload: sfn.TaskInput.fromObject({ wave, 'at.$': '$.at', 'execution.$': '$$.Execution.Name', ...zone }),
      outputPath: '$.Payload',
    });
    const servers = new sfn.DistributedMap(this, 'Each server', {
      itemReader: new sfn.S3JsonItemReader({
        bucketNamePath: sfn.JsonPath.stringAt('$.plan.bucket'),
        key: sfn.JsonPath.stringAt('$.plan.key'),
      }),
      itemSelector: {
        'server.$': '$$.Map.Item.Value.server',
        'steps.$': '$$.Map.Item.Value.steps',
        'at.$': '$.at',
        'execution.$': '$.execution',
      },
      maxConcurrency: serversAtOnce,
      // Each server tells of its own failure; the others go on.
      toleratedFailurePercentage: 100,
      mapExecutionType: sfn.StateMachineType.STANDARD,
      resultPath: sfn.JsonPath.DISCARD,
    });
    servers.itemProcessor(this.server(props), {
      mode: sfn.ProcessorMode.DISTRIBUTED,
      executionType: sfn.ProcessorType.STANDARD,
    });
    // The map's own type counts; the processor's is asked for all the same.
    Annotations.of(servers).acknowledgeWarning('@aws-cdk/aws-stepfunctions:propertyIgnored');
    this.machine = new PlatformStateMachine(this, 'Machine', {
      comment,
      definition: plan.next(
        new sfn.Choice(this, 'Anything due?')
          .when(sfn.Condition.numberEquals('$.sites', 0), new sfn.Succeed(this, 'Nothing due'))
          .otherwise(servers),
      ),
      invokes: [planWave, props.recordResults, props.rotateBackups],
      // Before the next night's begins.
      timeout: Duration.hours(20),
      key: stores.key,
      logs: stores.logs,
    });
    this.readPlans(readsFolder(stores, 'jobs'));
    // Those that the Distributed Map makes of itself.
    this.machine.acknowledgeExecutions(this.machine, [':*', '/*:*']);
  }

  private readPlans(statements: readonly iam.PolicyStatement[]): void {
    for (const statement of statements) this.machine.addToRolePolicy(statement);
    const reason = 'The folder that plans are written to, each named by its execution; no other one is open to it.';
    acknowledgeWildcards(this.machine.role, statements, reason);
  }

  /** The steps on one server; should what surrounds the worker fail, on-call hears of the whole server. */
  private server({ wave, ...props }: SiteWaveProps): sfn.IChainable {
    const { state } = new SiteSteps(this, 'Steps', { ...props, right: 'operate' });
    const report = new tasks.EventBridgePutEvents(this, 'Report the server', {
      entries: [
        {
          source: EVENT_SOURCE,
          detailType: EVENT_TYPES.failed,
          eventBus: events.EventBus.fromEventBusName(this, 'Bus', 'default'),
          detail: sfn.TaskInput.fromObject({
            site: '*',
            wave,
            'server.$': '$.server',
            'execution.$': '$.execution',
            'message.$': "States.Format('Sites of server {} could not be worked on: {}', $.server, $.error.Error)",
          }),
        },
      ],
    });
    return state.addCatch(report.next(new sfn.Fail(this, 'Server failed')), { resultPath: '$.error' });
  }
}
