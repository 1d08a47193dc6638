import { ensureRotation } from '../aws/secrets';
import { secretName } from '../site-names';
import type { SiteWork } from '../site-work';

/** Has the site's password change by itself from now on, where the server's region has a function for it (ID-04). */
export async function rotateSecret({ shop, site, log }: SiteWork): Promise<void> {
  const { region, rotationFunction } = shop.job.server;
  if (!rotationFunction) return;
  await ensureRotation(shop.aws.secrets(region), secretName(shop.job, site.id), rotationFunction);
  log.step('rotation-set');
}
