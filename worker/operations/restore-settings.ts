import type { Client } from 'pg';
import { z } from 'zod';
import { siteUsers } from '../../lambda/shared/site-users';
import { databaseSettingSchema, setOnDatabase } from '../postgres/database-settings';
import type { SiteWork } from '../site-work';
import { readPart } from '../storage/backups';
import type { Manifest } from '../storage/manifest';

const configurationSchema = z.object({
  site: z.string(),
  /** In a copy's: what it is a copy of, whose users the settings name. */
  copyOf: z.object({ site: z.string() }).optional(),
  database: z.object({ settings: z.array(databaseSettingSchema).default([]) }),
});

/**
 * Sets on a restored database what was set on the one that was backed up. To be done once it is loaded: a setting such
 * as one to read only would hinder that. What this server refuses is said in the log and holds up no restore.
 *
 * @param platform Session of the platform's role.
 */
export async function restoreSettings(
  work: SiteWork,
  platform: Client,
  manifest: Manifest,
  database: string,
): Promise<void> {
  const text = await readPart(work, manifest, 'configuration');
  const { site, copyOf, database: of } = configurationSchema.parse(JSON.parse(text));
  const counterparts = new Map(
    siteUsers(copyOf?.site ?? site).map((user, nth) => [user, siteUsers(work.site.id)[nth]]),
  );
  const settings = of.settings.map(({ role, ...setting }) =>
    role === undefined ? setting : { ...setting, role: counterparts.get(role) ?? role },
  );
  const refused = await setOnDatabase(platform, database, settings);
  if (refused.length > 0) work.log.warn('The server refused settings of the database', { settings: refused });
  work.log.step('settings-restored', { count: settings.length - refused.length });
}
