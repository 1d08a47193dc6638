import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Folder of the drills that are kept, one file each. */
export const DRILLS = 'drills';

const drill = z.strictObject({
  /** `rehearsal` on the embedded AWS, `drill` on the real one. */
  kind: z.enum(['rehearsal', 'drill']),
  /** ISO 8601 instant at which it began. */
  at: z.iso.datetime(),
  region: z.string(),
  recoveryRegion: z.string(),
  /** What became of each site. */
  sites: z.array(
    z.strictObject({
      site: z.string(),
      backup: z.string(),
      /** Hours between the recovery point and the loss. */
      rpoHours: z.number(),
      /** Seconds that its restore took. */
      rtoSeconds: z.number(),
    }),
  ),
  /** Seconds from the beginning of the first restore to the end of the last. Absent where not all came back. */
  regionSeconds: z.number().optional(),
  /** Whether every commitment that was tested was met. */
  met: z.boolean(),
  /** Fingerprint of the sources that it ran on. Absent for a drill on the real AWS. */
  sources: z.string().optional(),
});

/** A recovery exercise with what was measured in it. */
export type Drill = z.infer<typeof drill>;

/** The drills that are kept in a folder, old to new. */
export function readDrills(folder: string): Drill[] {
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return files
    .map((name) => drill.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))))
    .sort((a, b) => (a.at < b.at ? -1 : 1));
}
