import {
  CodePipelineClient,
  paginateListActionExecutions,
  PutJobFailureResultCommand,
  PutJobSuccessResultCommand,
} from '@aws-sdk/client-codepipeline';
import { z } from 'zod';
import { jsonText } from '../shared/json-text';
import { telemetry } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { judgeApprovals } from './judging';
import type { ActionExecution, Judgement } from './judging';

const tools = telemetry('check-approvals');
const { PIPELINE, STAGE, APPROVERS } = environmentSchema.parse(process.env);
const codepipeline = tools.tracer.captureAWSv3Client(new CodePipelineClient({}));

/** A job of CodePipeline, which says in which execution it is one. */
const eventSchema = z.object({
  'CodePipeline.job': z.object({
    id: z.string().min(1),
    data: z.object({
      actionConfiguration: z.object({
        configuration: z.object({ UserParameters: jsonText(z.object({ execution: z.uuid() })) }),
      }),
    }),
  }),
});

/** Lets a release pass that two people of two groups have approved, and ends the stage of any other. */
export async function handler(event: unknown): Promise<void> {
  const { id: jobId, data } = eventSchema.parse(event)['CodePipeline.job'];
  const { execution } = data.actionConfiguration.configuration.UserParameters;
  const judgement = await judge(execution);
  if ('refusal' in judgement) {
    tools.logger.error('release refused', { execution, refusal: judgement.refusal });
    const failureDetails = { type: 'JobFailed' as const, message: judgement.refusal };
    await codepipeline.send(new PutJobFailureResultCommand({ jobId, failureDetails }));
    return;
  }
  tools.logger.info('release approved', { execution, ...judgement });
  await codepipeline.send(new PutJobSuccessResultCommand({ jobId }));
}

/** What can't be read is no approval. */
async function judge(execution: string): Promise<Judgement> {
  try {
    return judgeApprovals(await historyOf(execution), STAGE, APPROVERS);
  } catch (error) {
    return { refusal: `The approvals could not be read: ${(error as Error).name}.` };
  }
}

async function historyOf(pipelineExecutionId: string): Promise<ActionExecution[]> {
  const history: ActionExecution[] = [];
  const pages = paginateListActionExecutions(
    { client: codepipeline },
    { pipelineName: PIPELINE, filter: { pipelineExecutionId } },
  );
  for await (const { actionExecutionDetails = [] } of pages) {
    for (const { stageName, actionName, status, startTime, updatedBy } of actionExecutionDetails) {
      if (!stageName || !actionName || !startTime) continue;
      history.push({
        stage: stageName,
        action: actionName,
        status: status ?? 'Unknown',
        startedAt: startTime,
        by: updatedBy,
      });
    }
  }
  return history;
}
