import type { SiteWork } from '../site-work';

export function exportSite(work: SiteWork, operation: string): Promise<object> {
  return Promise.reject(new Error('not built yet'));
}
