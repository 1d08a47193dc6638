import { RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { Environment } from '../../lambda/renew-log-certificates/environment';
import type { LogPeer } from '../../lambda/renew-log-certificates/log-certificates';
import type { RegionalLogs } from '../audit/regional-logs';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { PlatformNotice } from '../monitoring/on-call';
import type { OnCall } from '../monitoring/on-call';
import { logCertificateName } from '../platform/names';
import { PlatformFunction } from '../platform/platform-function';

export interface LogCertificatesProps {
  readonly place: Place;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

const RENEWED_AFTER_DAYS = 30;

/**
 * Where the certificates of messages come from: an authority of our own for each region, which both ends pin. A function
 * makes it at its first run, keeps its key in a secret that it alone reads, and renews the two certificates every 30
 * days; each holds for 90, so that a renewal may fail twice.
 */
export class LogCertificates extends Construct {
  private readonly key: CustomerManagedKey;
  private readonly schedules: Construct[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly props: LogCertificatesProps,
  ) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Certificates for messages of servers' });
    const authority = this.secret('Authority', 'Authority of the certificates for messages of servers');
    const [server, client] = (['server', 'client'] as const).map((peer) =>
      this.secret(peer === 'server' ? 'Server' : 'Client', `Certificate for messages of servers: ${peer}`, peer),
    ) as [secretsmanager.Secret, secretsmanager.Secret];
    Validations.of(authority).acknowledge({ id: 'AwsSolutions::AwsSolutions-SMG4', reason: AUTHORITY_STAYS });
    Validations.of(authority).acknowledge({
      id: 'NIST.800.53.R5::NIST.800.53.R5-SecretsManagerRotationEnabled',
      reason: AUTHORITY_STAYS,
    });
    const environment: Environment = {
      AUTHORITY_SECRET: authority.secretArn,
      SERVER_SECRET: server.secretArn,
      CLIENT_SECRET: client.secretArn,
    };
    const renewal = new PlatformFunction(this, 'Renewal', {
      entry: 'renew-log-certificates',
      description: 'Renews the certificates for messages of servers',
      logs: props.logs,
      logsData: 'usage',
      environment: { ...environment },
    });
    this.permit(renewal, authority, [server, client]);
    for (const [name, secret] of Object.entries({ Server: server, Client: client }))
      this.schedule(name, secret, renewal);
    this.addNotice();
  }

  /** Whatever starts only once there are certificates depends on this. */
  public get renewed(): readonly Construct[] {
    return this.schedules;
  }

  /** What fetching a certificate takes. */
  public statements(peer: LogPeer): iam.PolicyStatement[] {
    const { region, account } = this.props.place;
    const name = logCertificateName(this.props.place, peer);
    return [
      new iam.PolicyStatement({
        sid: 'FetchesCertificate',
        actions: ['secretsmanager:GetSecretValue'],
        // Secrets Manager adds six characters to the name.
        resources: [`arn:aws:secretsmanager:${region}:${account}:secret:${name}-??????`],
      }),
      new iam.PolicyStatement({
        sid: 'DecryptsCertificate',
        actions: ['kms:Decrypt'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` } },
      }),
    ];
  }

  private secret(id: string, description: string, peer?: LogPeer): secretsmanager.Secret {
    return new secretsmanager.Secret(this, id, {
      description,
      secretName: peer && logCertificateName(this.props.place, peer),
      encryptionKey: this.key,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  private permit(renewal: PlatformFunction, authority: secretsmanager.Secret, peers: secretsmanager.Secret[]): void {
    const allow = (actions: string[], secrets: secretsmanager.Secret[]) =>
      renewal.addToRolePolicy(
        new iam.PolicyStatement({
          actions: actions.map((action) => `secretsmanager:${action}`),
          resources: secrets.map(({ secretArn }) => secretArn),
        }),
      );
    allow(['GetSecretValue', 'PutSecretValue'], [authority, ...peers]);
    allow(['DescribeSecret', 'UpdateSecretVersionStage'], peers);
    renewal.addToRolePolicy(
      new iam.PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }

  private schedule(name: string, secret: secretsmanager.Secret, renewal: PlatformFunction): void {
    renewal.addPermission(`SecretsManager${name}`, {
      principal: new iam.ServicePrincipal('secretsmanager.amazonaws.com'),
      sourceAccount: Stack.of(this).account,
      sourceArn: secret.secretArn,
    });
    const schedule = new secretsmanager.CfnRotationSchedule(this, `${name}Schedule`, {
      secretId: secret.secretArn,
      rotationLambdaArn: renewal.functionArn,
      rotationRules: { automaticallyAfterDays: RENEWED_AFTER_DAYS },
      rotateImmediatelyOnUpdate: true,
    });
    schedule.node.addDependency(renewal);
    this.schedules.push(schedule);
  }

  private addNotice(): void {
    const { platform, environment, region, account } = this.props.place;
    const ours = `arn:aws:secretsmanager:${region}:${account}:secret:${platform}/${environment}/logs/`;
    new PlatformNotice(this, 'Failure', {
      onCall: this.props.onCall,
      runbook: 'log-certificate-not-renewed',
      meaning: 'A certificate for messages of servers could not be renewed; the current one holds for 60 days more.',
      eventPattern: {
        source: ['aws.secretsmanager'],
        detailType: ['AWS Service Event via CloudTrail'],
        detail: {
          eventName: ['RotationFailed', 'RotationAbandoned'],
          additionalEventData: { SecretId: [{ prefix: ours }] },
        },
      },
    });
  }
}

const AUTHORITY_STAYS =
  'Both ends pin this authority for its ten years; a new one at each rotation would part servers until both have it. ' +
  'Only the renewing function reads its key, and the runbook says how to replace it.';
