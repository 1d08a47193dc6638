interface AwsError extends Error {
  readonly $metadata?: { readonly httpStatusCode?: number };
}

export function isNotFound(error: unknown): boolean {
  const { name } = error as AwsError;
  return ['NotFound', 'NoSuchKey', 'NoSuchVersion', 'NotFoundException', 'ResourceNotFoundException'].includes(name);
}

/** Whether a conditional write found the condition not met, or somebody else writing at the same moment. */
export function isConditionFailed(error: unknown): boolean {
  const { name } = error as AwsError;
  return name === 'PreconditionFailed' || name === 'ConditionalRequestConflict';
}

/** Whether the region didn't answer, or only that it is broken: then nothing is known of what it holds. */
export function isUnreachable(error: unknown): boolean {
  const { name, $metadata } = error as AwsError;
  const { code } = error as NodeJS.ErrnoException;
  if ($metadata?.httpStatusCode !== undefined) return $metadata.httpStatusCode >= 500;
  const codes = ['ECONNREFUSED', 'ECONNRESET', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'];
  return name === 'TimeoutError' || (code !== undefined && codes.includes(code));
}

/** What KMS, or a service that asks KMS, says of a key that is switched off, about to be deleted, or deleted. */
const UNUSABLE_KEY =
  /KMS\.?(InvalidStateException|DisabledException|NotFoundException)|DisabledException|pending deletion/i;

export function isKeyUnusable(error: unknown): boolean {
  const { name, message } = error as Error;
  return UNUSABLE_KEY.test(`${name} ${message}`);
}
