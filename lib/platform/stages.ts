import type { App } from 'aws-cdk-lib';
import { AccountStack } from '../audit/account-stack';
import { needsApproval } from '../config/delivery';
import type { Environment, HomeRegion, Platform } from '../config/platform';
import { DeliveryAccessStack } from '../delivery/delivery-access-stack';
import { addDelivery } from './delivery';
import { addMonitoring, addStage, lockOf } from './ground';
import { addHomeRegion } from './home-region';
import { addRecoveryRegion } from './recovery-region';

/** Everything that is deployed: a stage for each account, each home region and each recovery region, and delivery. */
export function addStages(app: App, platform: Platform): void {
  for (const environment of platform.environments) {
    addAccount(app, platform, environment);
    for (const home of environment.regions) {
      addHomeRegion(app, platform, environment, home);
      if (home.recovery) addRecoveryRegion(app, platform, environment, home, home.recovery);
    }
  }
  addDelivery(app, platform);
}

/** What an account has once: the trail of its management events, its settings and its staff roles. */
function addAccount(app: App, platform: Platform, environment: Environment): void {
  const place = environment.regions.find(({ region }) => region === environment.mainRegion) as HomeRegion;
  const stage = addStage(app, `${environment.name}-account`, place);
  const { onCall } = addMonitoring(stage, platform, place);
  const regions = environment.regions.flatMap(({ region, recovery }) =>
    recovery ? [region, recovery.region] : [region],
  );
  new AccountStack(stage, 'account', {
    place,
    description: `Trail, settings and staff roles of the ${environment.name} account`,
    onCall,
    lock: lockOf(environment),
    staff: platform.config.staff,
    regions,
  });
  new DeliveryAccessStack(stage, 'delivery-access', {
    place,
    description: `How the delivery pipeline comes into the ${environment.name} account`,
    deliveryAccount: platform.config.delivery.account,
    compared: needsApproval(environment),
    regions,
  });
}
