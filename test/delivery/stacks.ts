import type { App } from 'aws-cdk-lib';
import { loadPlatform } from '../../lib/config/load';
import type { DeliveryStack } from '../../lib/delivery/delivery-stack';
import { createApp } from '../../lib/platform/app';
import { addDelivery } from '../../lib/platform/delivery';

export const platform = loadPlatform('config');

/** The delivery stack of the example. */
export function deliveryStack(app: App = createApp()): DeliveryStack {
  addDelivery(app, platform);
  return app.node.findChild('delivery-account').node.findChild('delivery') as DeliveryStack;
}
