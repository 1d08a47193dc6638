import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import { inParallel } from '../../worker/parallel';
import { Registry } from '../shared/registry/registry';
import { instantSchema } from '../shared/step';
import { measure, telemetry } from '../shared/telemetry';
import type { Measurement } from '../shared/telemetry';
import { environmentSchema } from './environment';
import { probe } from './probe';
import type { Probed } from './probe';
import { publicSites, turnOf } from './probing';
import type { PublicSite } from './probing';

const tools = telemetry('probe-sites');
const { REGISTRY_TABLE, HEALTH_PATH: path, SITES_PER_RUN: atMost } = environmentSchema.parse(process.env);
const dynamo = tools.tracer.captureAWSv3Client(new DynamoDBClient({}));
const registry = new Registry(DynamoDBDocumentClient.from(dynamo), REGISTRY_TABLE);

const AT_ONCE = 40;
const TIMEOUT_MS = 5000;

const eventSchema = z.object({ at: instantSchema });

export interface ProbedSites {
  readonly probed: number;
  readonly down: readonly string[];
  readonly weak: readonly string[];
}

type ProbedSite = PublicSite & Probed;

/**
 * Asks for sites at their own host names (AV-08). Which site is down is in the log alone: as a dimension each site would
 * cost as much as an alarm. It measures even that all is well, so that its silence is an alarm too.
 */
export async function handler(event: unknown): Promise<ProbedSites> {
  const at = new Date(eventSchema.parse(event).at);
  const sites = publicSites(await registry.sites());
  const turn = turnOf(sites, at, atMost);
  const probed = await inParallel(turn, AT_ONCE, new AbortController().signal, async (site) => ({
    ...site,
    ...(await probe(site.hostName, { path, timeoutMs: TIMEOUT_MS })),
  }));
  const down = probed.filter((site) => site.down !== undefined);
  const weak = probed.filter((site) => site.weak.length > 0);
  for (const site of probed) note(site);
  measure(tools, {}, [
    ...figures(probed),
    // Of all that are known, so that a share says how long a round takes.
    { name: 'SitesKnown', unit: 'Count', value: sites.length },
  ]);
  for (const kind of new Set(probed.map((site) => site.kind))) {
    measure(tools, { kind }, figures(probed.filter((site) => site.kind === kind)));
  }
  return { probed: probed.length, down: down.map(({ id }) => id), weak: weak.map(({ id }) => id) };
}

/** One line a site: the history of each is in the log, where it costs next to nothing. */
function note({ id: site, kind, hostName, down, weak, ...seen }: ProbedSite): void {
  const found = { site, kind, hostName, up: down === undefined ? 1 : 0, down, weak, ...seen };
  if (down !== undefined) tools.logger.warn('site is down', found);
  else if (weak.length > 0) tools.logger.warn('site is weak', found);
  else tools.logger.info('site is well', found);
}

function figures(probed: readonly ProbedSite[]): Measurement[] {
  const days = probed.flatMap(({ certificateDays }) => certificateDays ?? []);
  return [
    { name: 'SitesProbed', unit: 'Count', value: probed.length },
    { name: 'SitesDown', unit: 'Count', value: probed.filter(({ down }) => down !== undefined).length },
    { name: 'SitesWeak', unit: 'Count', value: probed.filter(({ weak }) => weak.length > 0).length },
    ...(days.length > 0 ? [{ name: 'CertificateDays', unit: 'Count' as const, value: Math.min(...days) }] : []),
    ...probed.flatMap(({ milliseconds: value }) =>
      value === undefined ? [] : [{ name: 'ProbeTime', unit: 'Milliseconds' as const, value }],
    ),
  ];
}
