import { paginateDescribeAlarms } from '@aws-sdk/client-cloudwatch';
import type { CloudWatchClient } from '@aws-sdk/client-cloudwatch';

export interface WatchAlarmsProps {
  readonly cloudwatch: CloudWatchClient;
  /** Of the names of the alarms that are meant. */
  readonly prefix: string;
  /** How often it looks, the first one not counted. */
  readonly looks: number;
  /** Milliseconds between two looks. */
  readonly every: number;
}

/**
 * Waits whether an alarm rises. One that is up when it begins was up before, or rose while the release was deployed:
 * it has the time to fall again.
 *
 * @returns names of the alarms that rose, or did not fall; empty if the release is borne
 */
export async function watchAlarms(props: WatchAlarmsProps): Promise<string[]> {
  const before = new Set(await risen(props));
  let up = [...before];
  for (let look = 0; look < props.looks; look++) {
    await new Promise((resolve) => setTimeout(resolve, props.every));
    up = await risen(props);
    const newly = up.filter((name) => !before.has(name));
    if (newly.length > 0) return newly;
    for (const name of before) if (!up.includes(name)) before.delete(name);
  }
  return up;
}

async function risen({ cloudwatch, prefix }: WatchAlarmsProps): Promise<string[]> {
  const names: string[] = [];
  const pages = paginateDescribeAlarms({ client: cloudwatch }, { AlarmNamePrefix: prefix, StateValue: 'ALARM' });
  for await (const { MetricAlarms = [] } of pages) names.push(...MetricAlarms.map(({ AlarmName }) => AlarmName ?? ''));
  return names.sort();
}
