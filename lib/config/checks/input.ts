import type { PlatformConfig } from '../platform-schema';
import type { Placement } from '../placement-schema';
import type { Problem } from '../problems';
import type { SiteConfigs, UnplacedSite } from '../sites';

/** What the checks look at: a config whose files each fit their schema. */
export interface CheckInput {
  readonly config: PlatformConfig;
  readonly sites: SiteConfigs;
  readonly placement: Placement;
  /** Today, `yyyy-mm-dd`. Default: none, and dates are not checked. */
  readonly today?: string;
  /** Ids of sites whose file does not fit the schema: they exist, though nothing else is known. Default: none. */
  readonly unreadable?: ReadonlySet<string>;
}

/** The input, and what follows from it by itself. */
export interface Checked extends CheckInput {
  /** Sites and companions that have an environment and a region, by id. */
  readonly described: readonly UnplacedSite[];
}

/** Finds one kind of contradiction between parts of the config that are well-formed by themselves. */
export type Check = (input: Checked) => Problem[];
