import { ArnFormat, Stack } from 'aws-cdk-lib';
import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as route53 from 'aws-cdk-lib/aws-route53';
import * as ses from 'aws-cdk-lib/aws-ses';
import { Construct } from 'constructs';
import { lacks } from '../platform/region-gaps';

export interface InvitationMailProps {
  /** Parent of the host names of all sites of the region; mail comes from it. */
  readonly domain: string;
  /** Zone of `domain`: proves to SES, and to who receives mail, that it is ours. */
  readonly zone: route53.IHostedZone;
  /** Name of the company, as users know it. */
  readonly company: string;
}

/**
 * The mail of the user pool: invitations and codes. They let somebody in, so that they are handed to nobody's mail server
 * without TLS (CR-09). Cognito's own sender, which stops at fifty mails a day, serves only where there is no other.
 */
export class InvitationMail extends Construct {
  /** By what mail is sent; undefined where Cognito sends it itself. */
  public readonly source?: { readonly identityArn: string; readonly sender: string };
  public readonly configuration: cognito.CfnUserPool.EmailConfigurationProperty;
  public readonly invitation: cognito.CfnUserPool.InviteMessageTemplateProperty;

  constructor(scope: Construct, id: string, { domain, zone, company }: InvitationMailProps) {
    super(scope, id);
    this.invitation = {
      emailSubject: `You are invited to ${company}`,
      // Cognito wants both placeholders.
      emailMessage:
        'You are invited. Sign in with this e-mail address and the temporary password {####}; then choose a password ' +
        'of your own and a second factor. Your user name, if support asks for it, is {username}.',
    };
    if (lacks(Stack.of(this).region, 'SES')) {
      this.configuration = { emailSendingAccount: 'COGNITO_DEFAULT' };
      return;
    }
    const set = new ses.CfnConfigurationSet(this, 'Set', {
      deliveryOptions: { tlsPolicy: 'REQUIRE' },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ['BOUNCE', 'COMPLAINT'] },
    });
    new ses.EmailIdentity(this, 'Identity', {
      identity: ses.Identity.publicHostedZone(zone),
    });
    const identityArn = Stack.of(this).formatArn({
      service: 'ses',
      resource: 'identity',
      resourceName: domain,
      arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
    });
    const sender = `${company} <no-reply@${domain}>`;
    this.source = { identityArn, sender };
    this.configuration = {
      emailSendingAccount: 'DEVELOPER',
      sourceArn: identityArn,
      from: sender,
      configurationSet: set.ref,
    };
  }
}
