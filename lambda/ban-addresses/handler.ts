import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { WAFV2Client } from '@aws-sdk/client-wafv2';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { putEvents } from '../shared/event-bus';
import { telemetry } from '../shared/telemetry';
import { bannedEvent } from './ban-events';
import { BanList } from './ban-list';
import { BanRegistry } from './ban-registry';
import { environmentSchema } from './environment';
import type { Ban } from './judging';
import { measureBans, measureLists } from './measuring';
import { banByHand, judgeAll, unbanByHand, type Judged } from './operations';
import { BanScope } from './policy';
import { readRequest, type Request } from './request';
import { settle, type Means, type Settled } from './settling';

const tools = telemetry('ban-addresses');
const { BANS_TABLE, BAN_LISTS, BAN_POLICY: policy } = environmentSchema.parse(process.env);
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
// The firewall's control plane takes one change a second of everybody together, and makes callers wait.
const wafv2 = tools.tracer.captureAWSv3Client(new WAFV2Client({ maxAttempts: 8, retryMode: 'adaptive' }));
const events = tools.tracer.captureAWSv3Client(new EventBridgeClient({}));
const means: Means = {
  registry: new BanRegistry(DynamoDBDocumentClient.from(dynamo), BANS_TABLE, policy.forgetAfterDays),
  lists: { ipv4: new BanList(wafv2, BAN_LISTS.ipv4), ipv6: new BanList(wafv2, BAN_LISTS.ipv6) },
  scope: new BanScope(policy),
  announce: (bans) => putEvents(events, bans.map(bannedEvent)),
  now: () => new Date(),
  pause: (milliseconds) => new Promise((resolve) => setTimeout(resolve, Math.random() * milliseconds)),
};

export interface Answer {
  /** Bans that were begun, by whatever cause. */
  readonly banned: readonly Ban[];
  /** Bans that a person has ended. */
  readonly unbanned: readonly Ban[];
  /** What became of the lists; absent where nothing was to be done to them. */
  readonly lists?: readonly Settled[];
}

/** Bans addresses that sign in wrongly or send what the firewall flags, for a while (NW-05), and lets them go again. */
export async function handler(event: unknown): Promise<Answer> {
  const request = readRequest(event, policy);
  const { banned, unbanned } = await carryOut(request);
  measureBans(tools, banned);
  if (request.operation !== 'settle' && banned.length + unbanned.length === 0) return { banned, unbanned };
  const lists = await settle(means);
  measureLists(tools, lists);
  tools.logger.info('lists settled', { operation: request.operation, banned: banned.length, lists });
  return { banned, unbanned, lists };
}

async function carryOut(request: Request): Promise<Pick<Answer, 'banned' | 'unbanned'>> {
  switch (request.operation) {
    case 'settle':
      return { banned: [], unbanned: [] };
    case 'judge': {
      const judged = await judgeAll(means, policy, request.offences);
      warn(judged, request.unreadable);
      return { banned: judged.bans, unbanned: [] };
    }
    case 'ban':
      return { banned: [await banByHand(means, policy, request)], unbanned: [] };
    case 'unban': {
      const ban = await unbanByHand(means, request);
      return { banned: [], unbanned: ban ? [ban] : [] };
    }
  }
}

/** By number alone: an address is personal data, and stands in the registry. */
function warn({ ignored }: Judged, unreadable: number): void {
  if (ignored > 0) tools.logger.info('offences of addresses that are never banned', { ignored });
  if (unreadable > 0) tools.logger.warn('lines of the log that are none of the firewall', { unreadable });
}
