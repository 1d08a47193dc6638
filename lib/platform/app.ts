import { App, Validations } from 'aws-cdk-lib';
import type { AppProps } from 'aws-cdk-lib';
import recommendedFlags from 'aws-cdk-lib/recommended-feature-flags.json';

/** The CDK app with the platform's feature flags: bin and tests alike build on the same ones. */
export function createApp(props: AppProps = {}): App {
  const app = new App({
    // A tenth of the time of a synth, and of use only to say in which line a finding was made.
    stackTraces: false,
    ...props,
    analyticsReporting: false,
    treeMetadata: false,
    context: { ...recommendedFlags, '@aws-cdk/core:validateAgainstDefaultRules': true, ...props.context },
  });
  Validations.of(app).acknowledge({
    id: 'CloudFormation-Validate::W3010',
    reason:
      'Availability zones are named in the config, so that synth needs no lookup and a zone never changes by itself.',
  });
  return app;
}
