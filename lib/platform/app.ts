import { App, Validations } from 'aws-cdk-lib';
import type { AppProps } from 'aws-cdk-lib';
import { DISABLE_CREATION_STACK_TRACES } from 'aws-cdk-lib/cx-api';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/**
 * The CDK app with the platform's feature flags: bin and tests alike build on the same ones.
 *
 * @param props `stackTraces` say in which line a finding was made, and take a tenth of the time of a synth. Default: off
 */
export function createApp({ stackTraces = false, ...props }: AppProps = {}): App {
  const app = new App({
    ...props,
    stackTraces,
    analyticsReporting: false,
    treeMetadata: false,
    context: {
      ...recommendedFlags,
      '@aws-cdk/core:validateAgainstDefaultRules': true,
      ...(stackTraces ? {} : { [DISABLE_CREATION_STACK_TRACES]: true }),
      ...props.context,
    },
  });
  Validations.of(app).acknowledge({
    id: 'CloudFormation-Validate::W3010',
    reason:
      'Availability zones are named in the config, so that synth needs no lookup and a zone never changes by itself.',
  });
  return app;
}
