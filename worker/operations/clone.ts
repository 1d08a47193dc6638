import type { SiteWork } from '../site-work';
import type { Manifest } from '../storage/manifest';

export function clone(work: SiteWork, manifest: Manifest, copies: readonly string[]): Promise<object> {
  return Promise.reject(new Error('not built yet'));
}
