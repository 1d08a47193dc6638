import { Duration } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import type { PlatformFunction } from '../platform/platform-function';
import { PlatformStateMachine } from '../sites/platform-state-machine';
import { invoke } from '../sites/site-steps';

export interface IncidentDeskProps {
  readonly manage: PlatformFunction;
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'key'>;
}

/**
 * How people work on incidents: they start this machine with what they want, as they start site operations, by the same
 * rights. CloudTrail then has who it was, and the history of the incident names the execution.
 */
export class IncidentDesk extends Construct {
  constructor(scope: Construct, id: string, { manage, key, logs }: IncidentDeskProps) {
    super(scope, id);
    const answer = invoke(this, 'Answer', manage, {
      payload: sfn.TaskInput.fromObject({
        request: sfn.JsonPath.objectAt('$'),
        at: sfn.JsonPath.stringAt('$$.Execution.StartTime'),
        execution: sfn.JsonPath.stringAt('$$.Execution.Name'),
      }),
      payloadResponseOnly: true,
    });
    new PlatformStateMachine(this, 'Machine', {
      definition: answer,
      comment: 'Does with an incident what a person asks for',
      invokes: [manage],
      timeout: Duration.minutes(15),
      key,
      logs,
      // A notice names the customer and whom to write to.
      logsData: false,
    });
  }
}
