import { z } from 'zod';

/** What Step Functions says of a task that ended badly. */
export const taskErrorSchema = z.object({ Error: z.string().default('Unknown'), Cause: z.string().default('') });
export type TaskError = z.infer<typeof taskErrorSchema>;

/** Of a cause so many characters are kept. */
const KEPT = 300;

/** Of the description of an ECS task, or of a failed function, the words that say why it ended. */
const describedSchema = z.object({
  StopCode: z.string().optional(),
  StoppedReason: z.string().optional(),
  Containers: z
    .array(z.object({ ExitCode: z.number().optional(), Reason: z.string().optional() }))
    .optional()
    .catch(undefined),
  errorType: z.string().optional(),
  errorMessage: z.string().optional(),
});

/** Why a run of the worker ended, in a few words, without secrets. */
export function describeTaskError({ Error: name, Cause }: TaskError): string {
  const cause = withoutSecrets(causeOf(Cause)).slice(0, KEPT);
  return cause === '' ? name : `${name}: ${cause}`;
}

/** ECS describes the whole task, its network and its variables first, so that the beginning alone says nothing. */
function causeOf(text: string): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return text;
  }
  const { success, data } = describedSchema.safeParse(json);
  if (!success) return '';
  const { StopCode, StoppedReason, Containers = [], errorType, errorMessage } = data;
  const containers = Containers.flatMap(({ ExitCode, Reason }) => [
    ...(ExitCode === undefined ? [] : [`exit code ${ExitCode}`]),
    ...(Reason === undefined ? [] : [Reason]),
  ]);
  return [StopCode, StoppedReason, ...containers, errorType, errorMessage].filter(Boolean).join('; ');
}

function withoutSecrets(text: string): string {
  return text
    .replace(/\b(\w*(?:password|secret|token|signature|credential)\w*["']?\s*[:=]\s*)("[^"]*"|'[^']*'|\S+)/gi, '$1***')
    .replace(/(\w:\/\/[^\s:/@]*:)[^\s@]+@/g, '$1***@')
    .replace(/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, '***');
}
