import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface EventSample {
  readonly id: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Record<string, unknown>;
  readonly [field: string]: unknown;
}

const FOLDER = join(__dirname, 'events');

/** Events in the form in which each service sends them, by the names of their files. */
export const EVENT_SAMPLES: Readonly<Record<string, EventSample>> = Object.fromEntries(
  readdirSync(FOLDER).map((file) => [
    file.replace(/\.json$/, ''),
    JSON.parse(readFileSync(join(FOLDER, file), 'utf8')) as EventSample,
  ]),
);

/** Alarms that are no incidents. */
export const NO_INCIDENTS = ['alarm-slow', 'alarm-own'];
