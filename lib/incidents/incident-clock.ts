import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { PlatformFunction } from '../platform/platform-function';
import { PlatformStateMachine } from '../sites/platform-state-machine';
import { invoke } from '../sites/site-steps';

/** Longer than the longest of all clocks: 90 days for a disclosure. */
const LONGEST = Duration.days(120);

export interface IncidentClockProps {
  /** Function that tells what is due, and says when to look again. */
  readonly watch: PlatformFunction;
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'key'>;
}

/**
 * The clock of one incident: it looks, waits until the next deadline, and looks again, until none is left. It decides
 * nothing by itself, so that a second one for the same incident, or one that wakes late, does no harm; and whatever
 * becomes of it, the sweep looks every five minutes.
 */
export class IncidentClock extends Construct {
  public readonly machine: PlatformStateMachine;

  constructor(scope: Construct, id: string, { watch, key, logs }: IncidentClockProps) {
    super(scope, id);
    const look = invoke(this, 'Look', watch, {
      payload: sfn.TaskInput.fromObject({
        incident: sfn.JsonPath.stringAt('$.incident'),
        at: sfn.JsonPath.stringAt('$$.State.EnteredTime'),
      }),
      resultSelector: { 'next.$': '$.Payload.next' },
      resultPath: '$.looked',
    });
    look.addRetry({ errors: ['States.TaskFailed'], interval: Duration.seconds(20), maxAttempts: 3 });
    const wait = new sfn.Wait(this, 'Wait', { time: sfn.WaitTime.timestampPath('$.looked.next') });
    const again = new sfn.Choice(this, 'Anything left?')
      .when(sfn.Condition.isString('$.looked.next'), wait.next(look))
      .otherwise(new sfn.Succeed(this, 'Nothing left'));
    this.machine = new PlatformStateMachine(this, 'Machine', {
      definition: look.next(again),
      comment: 'Looks at an incident at each of its deadlines',
      invokes: [watch],
      timeout: LONGEST,
      key,
      logs,
    });
  }
}
