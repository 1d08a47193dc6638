import type { JobCopy } from '../lambda/shared/job';
import { findSiteKey, type SiteKey } from './aws/site-keys';
import { keyAlias } from './site-names';
import { SiteWork } from './site-work';

/** What is worked with to write a backup of a copy: its buckets and keys, in its own account and environment. */
export class CopyWork extends SiteWork {
  constructor(
    source: SiteWork,
    public readonly copy: JobCopy,
  ) {
    const { platform, environment, home, recovery, residency } = copy;
    const { id } = source.site;
    const site = { ...source.site, id: copy.site, residency, copies: [], record: {} };
    const job = { ...source.shop.job, platform, environment, home, recovery, sites: [site] };
    const log = source.shop.log.with({ copyOf: id });
    super({ ...source.shop, job, log }, site, { signal: source.signal });
  }

  /** By the alias's ARN, as the key may be another account's. */
  public override key(region: string): Promise<SiteKey | undefined> {
    const alias = keyAlias(this.copy, this.copy.site);
    return findSiteKey(this.kms(region), region, `arn:aws:kms:${region}:${this.copy.account}:${alias}`);
  }
}
