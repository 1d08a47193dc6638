import { gzipSync } from 'node:zlib';
import {
  createEnvelope,
  createStackParser,
  dsnFromString,
  getEnvelopeEndpointWithUrlEncodedAuth,
  nodeStackLineParser,
  serializeEnvelope,
  type DsnComponents,
  type Event,
  type EventEnvelope,
} from '@sentry/core';
import type { ReportedError } from './reported-error';

const parseStack = createStackParser(nodeStackLineParser());
const CLIENT = { name: 'cordon.report-errors', version: '1' };
/** Sentry answers in a fraction of a second, or not at all. */
const PATIENCE_MS = 10_000;

/** Sentry takes nothing now: because of a limit, a fault of its own, or the key. All of it is to be tried again. */
export class NotNow extends Error {}

/** Where it happened. */
export interface Origin {
  readonly environment: string;
  readonly region: string;
}

/**
 * Reads the address of a project at Sentry (LG-10).
 *
 * @throws NotNow if it is none, or one on another host than the register has for this region (D8)
 */
export function projectOf(dsn: string, host: string): DsnComponents {
  // The library prints addresses that it can't read.
  const project = /^https:\/\/\w+@[\w.-]+(?::\d+)?\/\d+$/.test(dsn) ? dsnFromString(dsn) : undefined;
  if (!project) throw new NotNow('The secret has no address of a project at Sentry yet; store it as `dsn`');
  const given = project.port ? `${project.host}:${project.port}` : project.host;
  if (given !== host)
    throw new NotNow(
      `The secret names a project at ${given}; the register has ${host} for this region; store one there`,
    );
  return project;
}

/** @returns whether Sentry took it; what it finds wrong with one error it will never take. @throws NotNow */
export async function send(project: DsnComponents, error: ReportedError, origin: Origin): Promise<boolean> {
  const event = eventOf(error, origin);
  const envelope = createEnvelope<EventEnvelope>({ event_id: error.id, sent_at: new Date().toISOString() }, [
    [{ type: 'event' }, event],
  ]);
  const address = getEnvelopeEndpointWithUrlEncodedAuth(project, undefined, CLIENT);
  const answer = await post(address, gzipSync(serializeEnvelope(envelope)));
  // To be read, or the connection stays busy.
  await answer.arrayBuffer();
  if (answer.ok) return true;
  if ([400, 413, 415, 422].includes(answer.status)) return false;
  throw new NotNow(`Sentry answered ${answer.status}`);
}

async function post(address: string, body: Buffer): Promise<Response> {
  try {
    return await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/x-sentry-envelope', 'content-encoding': 'gzip' },
      body,
      signal: AbortSignal.timeout(PATIENCE_MS),
      // The register names one host; an answer may not lead to another.
      redirect: 'manual',
    });
  } catch (error) {
    throw new NotNow('Sentry could not be reached', { cause: error });
  }
}

function eventOf(error: ReportedError, { environment, region }: Origin): Event {
  const frames = error.stack === undefined ? [] : parseStack(error.stack);
  return {
    event_id: error.id,
    timestamp: error.at / 1000,
    platform: 'node',
    level: 'error',
    environment,
    logger: error.service,
    transaction: error.service,
    tags: { region, service: error.service },
    extra: { logGroup: error.logGroup, count: error.count },
    exception: {
      values: [{ type: error.type, value: error.message, ...(frames.length > 0 && { stacktrace: { frames } }) }],
    },
  };
}
