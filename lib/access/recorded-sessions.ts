import * as iam from 'aws-cdk-lib/aws-iam';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { Place } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { sessionDocumentName, sessionLogName } from '../platform/names';

/** Minutes without a key pressed after which a session ends, and minutes after which every one does (ID-07). */
const IDLE_MINUTES = 15;
const SESSION_MINUTES = 60;

/**
 * Sessions of Session Manager, recorded line by line while they last (LG-06). The roles of staff may start no session but
 * by this document, and only with a second factor (NW-08). Keystrokes and records are encrypted by a key of their own.
 */
export class RecordedSessions extends Construct {
  private readonly key: CustomerManagedKey;

  constructor(
    scope: Construct,
    id: string,
    private readonly place: Place,
  ) {
    super(scope, id);
    this.key = new CustomerManagedKey(this, 'Key', { description: 'Sessions of staff on servers' });
    this.key.allowLogs();
    const logGroup = new PlatformLogGroup(this, 'Records', { key: this.key, logGroupName: sessionLogName(place) });
    const document = new ssm.CfnDocument(this, 'Document', {
      name: sessionDocumentName(place),
      documentType: 'Session',
      documentFormat: 'JSON',
      // Changed in place: a replacement can't have the same name.
      updateMethod: 'NewVersion',
      content: {
        schemaVersion: '1.0',
        description: 'A shell on a server, encrypted and recorded',
        sessionType: 'Standard_Stream',
        inputs: {
          kmsKeyId: this.key.keyArn,
          cloudWatchLogGroupName: sessionLogName(place),
          // Without an encrypted log group the agent ends the session.
          cloudWatchEncryptionEnabled: true,
          cloudWatchStreamingEnabled: true,
          s3BucketName: '',
          s3KeyPrefix: '',
          s3EncryptionEnabled: true,
          idleSessionTimeout: String(IDLE_MINUTES),
          maxSessionDuration: String(SESSION_MINUTES),
          runAsEnabled: false,
        },
      },
    });
    document.node.addDependency(logGroup);
  }

  /** What a server's role needs for sessions on it. */
  public statements(): iam.PolicyStatement[] {
    const { region, account } = this.place;
    const group = `arn:aws:logs:${region}:${account}:log-group:${sessionLogName(this.place)}:*`;
    return [
      new iam.PolicyStatement({ sid: 'DecryptsSessions', actions: ['kms:Decrypt'], resources: [this.key.keyArn] }),
      new iam.PolicyStatement({
        sid: 'RecordsSessions',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents', 'logs:DescribeLogStreams'],
        resources: [group],
      }),
      // The agent looks up whether the group is encrypted before it lets anybody in.
      new iam.PolicyStatement({ sid: 'FindsLogGroup', actions: ['logs:DescribeLogGroups'], resources: ['*'] }),
    ];
  }
}
