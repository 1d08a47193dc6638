import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { LogBatch, LogEvent } from '../shared/shipping/log-batch';

/** An error that a log line tells of. */
export interface ReportedError {
  /** The same for the same line, so that Sentry knows a repeated one: 32 hexadecimal digits. */
  readonly id: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** Function or program that says so. */
  readonly service: string;
  /** Class of the error, such as `TypeError`. */
  readonly type: string;
  readonly message: string;
  /** As Node prints it. */
  readonly stack?: string;
  readonly logGroup: string;
  /** How many lines of the batch say the same. */
  readonly count: number;
}

const text = z.string().optional().catch(undefined);

/** A line by our own logger. */
const loggedSchema = z.looseObject({
  level: z.enum(['ERROR', 'CRITICAL', 'FATAL']),
  service: text,
  message: z.string(),
  error: z.looseObject({ name: text, message: text, stack: text }).optional().catch(undefined),
});

/** What Lambda writes of an error that a function did not catch. */
const uncaughtSchema = z.looseObject({
  level: z.enum(['ERROR', 'FATAL']),
  message: z.looseObject({ errorType: text, errorMessage: text, stackTrace: z.array(z.string()).catch([]) }),
});

/** How a run of a function ended, by Lambda itself, which is all that is left of one that took too long. */
const endedSchema = z.looseObject({
  type: z.literal('platform.report'),
  record: z.looseObject({ status: z.enum(['timeout', 'failure']), errorType: text }),
});

type Found = Pick<ReportedError, 'type' | 'message' | 'stack'> & { readonly service?: string };

/** The errors that lines tell of, each once with how often it is told. */
export function errorsIn({ logGroup, logStream, logEvents }: LogBatch): ReportedError[] {
  const errors = new Map<string, ReportedError>();
  for (const event of logEvents) {
    const found = errorIn(event);
    if (!found) continue;
    const { service = nameOf(logGroup), ...rest } = found;
    const key = JSON.stringify([service, rest.type, rest.message]);
    const first = errors.get(key);
    const id = createHash('sha256')
      .update(JSON.stringify([logGroup, logStream, event.id]))
      .digest('hex')
      .slice(0, 32);
    errors.set(
      key,
      first ? { ...first, count: first.count + 1 } : { ...rest, service, id, at: event.timestamp, logGroup, count: 1 },
    );
  }
  return [...errors.values()];
}

function errorIn({ message }: LogEvent): Found | undefined {
  const line = jsonIn(message);
  const logged = loggedSchema.safeParse(line).data;
  if (logged) {
    const { name = 'Error', message: reason, stack } = logged.error ?? {};
    return {
      service: logged.service,
      type: name,
      message: reason === undefined ? logged.message : `${logged.message}: ${reason}`,
      stack,
    };
  }
  const uncaught = uncaughtSchema.safeParse(line).data?.message;
  if (uncaught) {
    const { errorType: type = 'Error', errorMessage = '', stackTrace } = uncaught;
    return { type, message: errorMessage, stack: stackTrace.join('\n') || undefined };
  }
  const ended = endedSchema.safeParse(line).data?.record;
  return ended && { type: ended.errorType ?? ended.status, message: `The run ended with ${ended.status}` };
}

function jsonIn(message: string): unknown {
  if (!message.startsWith('{')) return undefined;
  try {
    return JSON.parse(message) as unknown;
  } catch {
    return undefined;
  }
}

/** `/aws/lambda/plan-wave` → `plan-wave` */
function nameOf(logGroup: string): string {
  return logGroup.split('/').pop() || logGroup;
}
