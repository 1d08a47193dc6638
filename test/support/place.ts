import type { Place } from '../../lib/config/platform';

/** A home region of production, for tests of single constructs and stacks. */
export const sydney: Place = {
  platform: 'cordon',
  environment: 'production',
  account: '111111111111',
  region: 'ap-southeast-2',
  zones: ['ap-southeast-2a', 'ap-southeast-2b', 'ap-southeast-2c'],
};

/** Its recovery region. */
export const melbourne: Place = {
  ...sydney,
  region: 'ap-southeast-4',
  zones: ['ap-southeast-4a', 'ap-southeast-4b', 'ap-southeast-4c'],
};
