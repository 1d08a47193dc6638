import type { SiteWork } from '../site-work';

export function retire(work: SiteWork): Promise<object> {
  return Promise.reject(new Error('not built yet'));
}
