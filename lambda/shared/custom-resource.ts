import type { CloudFormationCustomResourceEvent, CloudFormationCustomResourceResponse, Context } from 'aws-lambda';

/** Left of the function's time to answer in when the work takes too long, in milliseconds. */
const TIME_TO_ANSWER = 10_000;

/**
 * Does the work of a custom resource and always answers CloudFormation, which would otherwise wait for an hour. Errors
 * become the reason that the deployment shows.
 */
export async function answerCustomResource(
  event: CloudFormationCustomResourceEvent,
  context: Pick<Context, 'getRemainingTimeInMillis' | 'logStreamName'>,
  work: () => Promise<void>,
): Promise<{ readonly failed?: Error }> {
  const failed = await failureOf(work, context.getRemainingTimeInMillis() - TIME_TO_ANSWER);
  const answer: CloudFormationCustomResourceResponse = {
    // CloudFormation shows 4 KB of an answer at the most.
    ...(failed
      ? { Status: 'FAILED', Reason: `${failed.message.slice(0, 1000)} (log stream ${context.logStreamName})` }
      : { Status: 'SUCCESS' }),
    PhysicalResourceId: 'PhysicalResourceId' in event ? event.PhysicalResourceId : event.LogicalResourceId,
    StackId: event.StackId,
    RequestId: event.RequestId,
    LogicalResourceId: event.LogicalResourceId,
  };
  await put(event.ResponseURL, JSON.stringify(answer));
  return { failed };
}

async function failureOf(work: () => Promise<void>, milliseconds: number): Promise<Error | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<Error>((resolve) => {
    timer = setTimeout(() => resolve(new Error(`Not done after ${milliseconds / 1000} seconds`)), milliseconds);
  });
  try {
    const done = work().then(
      () => undefined,
      (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
    );
    return await Promise.race([done, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** The address is signed for exactly this, without a content type. */
async function put(url: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      const response = await fetch(url, { method: 'PUT', body, headers: { 'content-type': '' } });
      if (response.ok) return;
      throw new Error(`CloudFormation refused the answer with status ${response.status}`);
    } catch (error) {
      if (attempt === 3) throw error;
    }
  }
}
