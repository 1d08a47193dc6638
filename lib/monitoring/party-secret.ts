import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';

export interface PartySecretProps {
  /** Name of the sub-processor that gives it to us. */
  readonly party: string;
  /** Member of the secret that holds it, such as `api_key`. */
  readonly member: string;
  readonly key: kms.IKey;
}

const REASON =
  'Only the third party can make a new one. A person stores it here, as the runbook says, when it is made or replaced.';

/**
 * What a third party knows us by (CR-09). It begins with something random that opens nothing, until a person stores what
 * the party has given us; till then its alarms ring.
 */
export class PartySecret extends secretsmanager.Secret {
  constructor(scope: Construct, id: string, { party, member, key }: PartySecretProps) {
    super(scope, id, {
      description: `What ${party} knows us by`,
      encryptionKey: key,
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: member,
        passwordLength: 40,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    for (const rule of [
      'AwsSolutions::AwsSolutions-SMG4',
      'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled',
    ])
      Validations.of(this).acknowledge({ id: rule, reason: REASON });
  }
}
