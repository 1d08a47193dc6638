import { z } from 'zod';
import { SCAN_RISKS } from '../config/delivery-schema';

/** How grave a finding is. */
export type Risk = 'informational' | (typeof SCAN_RISKS)[number];

/** ZAP's own numbers, in order. */
const RISKS: readonly Risk[] = ['informational', ...SCAN_RISKS];

/** What is read of the JSON report of ZAP. */
const reportSchema = z.object({
  '@version': z.string().min(1),
  site: z
    .array(
      z.object({
        '@name': z.string().min(1),
        alerts: z.array(
          z.object({
            pluginid: z.string(),
            name: z.string(),
            riskcode: z.enum(['0', '1', '2', '3']),
            /** `0` is what somebody has marked as no finding. */
            confidence: z.string(),
            instances: z.array(z.object({ uri: z.string() })).default([]),
          }),
        ),
      }),
    )
    // A scan that reached nothing has found nothing, which is not the same as nothing being there.
    .min(1, 'has no site: the scan reached nothing'),
});

export interface ScanFinding {
  readonly risk: Risk;
  readonly name: string;
  /** Address of the first place that it was found at, and how many there are. */
  readonly at: string;
  readonly places: number;
}

export interface ScanJudgement {
  /** Most grave first. */
  readonly findings: readonly ScanFinding[];
  /** Those that keep a release from production. */
  readonly stopping: readonly ScanFinding[];
}

/**
 * What a report of ZAP says of a release (IR-06). Throws for a report that is none, or that looked at nothing.
 *
 * @param stopAt the least grave finding that stops a release
 */
export function judgeScan(text: string, stopAt: (typeof SCAN_RISKS)[number]): ScanJudgement {
  const { site } = reportSchema.parse(JSON.parse(text));
  const findings = site
    .flatMap(({ alerts }) => alerts)
    .filter(({ confidence }) => confidence !== '0')
    .map(({ riskcode, name, instances }): ScanFinding => ({
      risk: RISKS[Number(riskcode)]!,
      name,
      at: instances[0]?.uri ?? 'the whole site',
      places: instances.length,
    }))
    .sort((a, b) => RISKS.indexOf(b.risk) - RISKS.indexOf(a.risk) || (a.name < b.name ? -1 : 1));
  const stopping = findings.filter(({ risk }) => RISKS.indexOf(risk) >= RISKS.indexOf(stopAt));
  return { findings, stopping };
}

/** A finding in a line. */
export function renderFinding({ risk, name, at, places }: ScanFinding): string {
  return `${risk}: ${name}, at ${at}${places > 1 ? ` and ${places - 1} more` : ''}`;
}
