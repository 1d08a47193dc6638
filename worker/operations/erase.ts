import type { SiteWork } from '../site-work';

export function erase(work: SiteWork, operation: string): Promise<object> {
  return Promise.reject(new Error('not built yet'));
}
