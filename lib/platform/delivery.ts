import type { App } from 'aws-cdk-lib';
import { AccountStack } from '../audit/account-stack';
import { DELIVERY, deliveryPlace } from '../config/delivery';
import type { Platform } from '../config/platform';
import { DeliveryStack } from '../delivery/delivery-stack';
import { GuardrailsStack } from '../guardrails/guardrails-stack';
import { addMonitoring, addStage } from './ground';

/** The account that the platform is delivered from: one region without a network, which holds nothing of customers. */
export function addDelivery(app: App, platform: Platform): void {
  const { config } = platform;
  const place = deliveryPlace(platform);
  const stage = addStage(app, `${DELIVERY}-account`, place);
  const { onCall } = addMonitoring(stage, platform, place);
  const { logs } = new AccountStack(stage, 'account', {
    place,
    description: 'Trail and settings of the delivery account',
    onCall,
    lock: 'compliance',
    // Whoever has work here has a role of the delivery stack.
    staff: { ...config.staff, roles: [] },
    regions: [place.region],
    alone: true,
  });
  new GuardrailsStack(stage, 'guardrails', {
    place,
    description: 'Threat detection, configuration history and posture checks',
    mode: 'create',
    globalTypes: true,
    logs,
    onCall,
  });
  const description = 'Source code, and the pipeline that brings it into the environments';
  new DeliveryStack(stage, 'delivery', { place, description, platform, logs, onCall });
}
