import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { DatabaseInstance } from './database-instance';
import type { CredentialRotation } from './credential-rotation';

export interface MasterSecretProps {
  /** What the secret opens, for whoever finds it. */
  readonly description: string;
  /** The site worker finds it by its name. */
  readonly name: string;
  readonly rotation: CredentialRotation;
}

/** Neither of the names that every attacker tries first. */
const MASTER_USER = 'platform_owner';

/** The master user of a server and its password, which no one ever chose or saw, and which changes every 30 days (ID-04). */
export class MasterSecret extends Construct {
  public readonly secret: secretsmanager.Secret;
  private readonly rotation: CredentialRotation;

  constructor(scope: Construct, id: string, props: MasterSecretProps) {
    super(scope, id);
    this.rotation = props.rotation;
    this.secret = new secretsmanager.Secret(this, 'Secret', {
      description: props.description,
      secretName: props.name,
      // By ARN: as a construct, it would get statements for every secret added to its policy, in the other stack.
      encryptionKey: kms.Key.fromKeyArn(this, 'Key', props.rotation.key.keyArn),
      generateSecretString: {
        secretStringTemplate: JSON.stringify({ username: MASTER_USER }),
        generateStringKey: 'password',
        passwordLength: 40,
        excludePunctuation: true,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  /** For a new server: resolved by CloudFormation, in no template and no log. */
  public get credentials(): { readonly masterUsername: string; readonly masterUserPassword: string } {
    return {
      masterUsername: MASTER_USER,
      masterUserPassword: this.secret.secretValueFromJson('password').unsafeUnwrap(),
    };
  }

  /** Writes the server's address into the secret, and rotates its password from then on. */
  public attach(instance: DatabaseInstance): void {
    const attachment = new secretsmanager.CfnSecretTargetAttachment(this, 'Attachment', {
      secretId: this.secret.secretArn,
      targetId: instance.resource.ref,
      targetType: 'AWS::RDS::DBInstance',
    });
    const access = new secretsmanager.CfnResourcePolicy(this, 'Access', {
      secretId: this.secret.secretArn,
      resourcePolicy: this.rotation.secretPolicy(),
      blockPublicPolicy: true,
    });
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Rotation', {
      secretId: attachment.ref,
      rotationLambdaArn: this.rotation.function.functionArn,
      rotationRules: { automaticallyAfterDays: 30 },
      rotateImmediatelyOnUpdate: true,
    });
    schedule.addResourceDependency(access);
  }
}
