import type { Rule } from './rule';
import { databaseStandby } from './rules/database-standby';
import { databasesWatched, entranceWatched } from './rules/golden-signals';
import { redundantStorage } from './rules/redundant-storage';
import { spansZones } from './rules/spans-zones';
import { stagesWatched } from './rules/stages-watched';
import { storageTechnologies } from './rules/storage-technologies';
import { topicsHeard } from './rules/topics-heard';
import { wayOutInZone } from './rules/way-out-in-zone';

/**
 * What keeps sites up when something fails, and lets on-call know of it.
 *
 * @param production environments that hold live data of customers
 */
export function availabilityRules(production: readonly string[]): readonly Rule[] {
  return [
    databaseStandby,
    databasesWatched,
    entranceWatched,
    redundantStorage,
    spansZones,
    ...stagesWatched(production),
    ...storageTechnologies,
    topicsHeard,
    wayOutInZone,
  ];
}
