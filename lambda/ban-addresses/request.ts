import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { instantSchema } from '../shared/step';
import type { Offence } from './judging';
import type { BanPolicy } from './policy';

/** Rules of the firewall that turn away whom is banned already: they must not feed the ban that they carry out. */
export const BAN_RULES = ['BannedIpv4', 'BannedIpv6'] as const;

const loginSchema = z.object({
  id: z.string().min(1),
  source: z.literal('cordon.identity'),
  'detail-type': z.literal('Login Failed'),
  detail: z.object({
    ip: z.string().min(1),
    user: z.string().optional(),
    site: z.string().optional(),
    at: instantSchema,
  }),
});

const logsSchema = z.object({ awslogs: z.object({ data: z.string().min(1) }) });

const payloadSchema = z.discriminatedUnion('messageType', [
  z.object({
    messageType: z.literal('DATA_MESSAGE'),
    logEvents: z.array(z.object({ id: z.string().min(1), message: z.string() })),
  }),
  // CloudWatch Logs tries whether somebody listens.
  z.object({ messageType: z.literal('CONTROL_MESSAGE') }),
]);

const matchSchema = z.object({ ruleId: z.string(), action: z.string() });
const recordSchema = z.object({
  timestamp: z.number(),
  action: z.string(),
  terminatingRuleId: z.string(),
  nonTerminatingMatchingRules: z.array(matchSchema).nullish(),
  ruleGroupList: z.array(z.object({ nonTerminatingMatchingRules: z.array(matchSchema).nullish() })).nullish(),
  httpRequest: z.object({ clientIp: z.string().min(1) }),
});

/** Whoever bans or pardons by hand says who they are and why: it is kept with the ban. */
const words = { by: z.string().trim().min(3).max(200), why: z.string().trim().min(10).max(1000) };
const address = z.string().trim().min(3).max(45);
const operationSchema = z.discriminatedUnion('operation', [
  z.strictObject({ operation: z.literal('settle') }),
  z.strictObject({ operation: z.literal('ban'), address, minutes: z.number().int().min(1).optional(), ...words }),
  z.strictObject({ operation: z.literal('unban'), address, ...words }),
]);
export type Operation = z.infer<typeof operationSchema>;

export type Request =
  | Operation
  | {
      readonly operation: 'judge';
      readonly offences: readonly Offence[];
      /** Lines of the log that are none of the firewall's. */
      readonly unreadable: number;
    };

/** Reads what the function is called with: a failed login, lines of the firewall's log, the schedule, or a person. */
export function readRequest(event: unknown, policy: Pick<BanPolicy, 'flaggedRequests'>): Request {
  const logs = logsSchema.safeParse(event);
  if (logs.success) return { operation: 'judge', ...flagged(logs.data.awslogs.data, policy) };
  if (typeof event === 'object' && event !== null && 'detail-type' in event) {
    const { id, detail } = loginSchema.parse(event);
    return {
      operation: 'judge',
      offences: [{ kind: 'failed-login', address: detail.ip, at: detail.at, id }],
      unreadable: 0,
    };
  }
  return operationSchema.parse(event);
}

function flagged(data: string, { flaggedRequests }: Pick<BanPolicy, 'flaggedRequests'>) {
  const payload = payloadSchema.parse(JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8')));
  if (payload.messageType === 'CONTROL_MESSAGE') return { offences: [], unreadable: 0 };
  const records = payload.logEvents.map(({ id, message }) => ({ id, record: readRecord(message) }));
  const offences = records.flatMap(({ id, record }): Offence[] => {
    if (!record || !isOffence(record, flaggedRequests.countedRules)) return [];
    const { timestamp, httpRequest } = record;
    return [{ kind: 'flagged-request', address: httpRequest.clientIp, at: new Date(timestamp).toISOString(), id }];
  });
  return { offences, unreadable: records.filter(({ record }) => record === undefined).length };
}

function readRecord(message: string): z.infer<typeof recordSchema> | undefined {
  try {
    return recordSchema.parse(JSON.parse(message));
  } catch {
    return undefined;
  }
}

/** A request that was blocked, or that matched a rule which counts and is named in the policy. */
function isOffence(record: z.infer<typeof recordSchema>, countedRules: readonly string[]): boolean {
  const { action, terminatingRuleId, nonTerminatingMatchingRules, ruleGroupList } = record;
  if ((BAN_RULES as readonly string[]).includes(terminatingRuleId)) return false;
  if (action === 'BLOCK') return true;
  const groups = (ruleGroupList ?? []).flatMap((group) => group.nonTerminatingMatchingRules ?? []);
  return [...(nonTerminatingMatchingRules ?? []), ...groups].some(
    (match) => match.action === 'COUNT' && countedRules.includes(match.ruleId),
  );
}
