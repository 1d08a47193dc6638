import { RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { declareRetention } from '../privacy/declared-retention';
import type { IdentityConfig } from '../config/identity-schema';
import type { Place } from '../config/platform';
import type { InvitationMail } from './invitation-mail';

export interface SiteUserPoolProps {
  readonly place: Place;
  readonly config: IdentityConfig;
  readonly mail: InvitationMail;
  /** Host name of the sign-in page, which passkeys are bound to. */
  readonly signInHost: string;
  /** Lets nobody in who was not invited. */
  readonly admit: lambda.IFunction;
  /** Says in tokens which site a user belongs to, or refuses them. */
  readonly issueToken: lambda.IFunction;
}

/** Passwords that a user had before and may not have again. */
const REMEMBERED_PASSWORDS = 12;

/**
 * The users of all sites of a region. Sites are data: none has a pool or a client in a template. Everyone is invited, by
 * a password that nobody chose (ID-04), has an identifier of their own (ID-01), a second factor that is no text message,
 * and a password that Cognito keeps as a salted hash alone (CR-08) and refuses if it is known from a breach (ID-02).
 */
export class SiteUserPool extends Construct {
  public readonly pool: cognito.CfnUserPool;

  constructor(scope: Construct, id: string, { place, config, mail, signInHost, admit, issueToken }: SiteUserPoolProps) {
    super(scope, id);
    this.pool = new cognito.CfnUserPool(this, 'Pool', {
      // The runbook's commands find it by its name.
      userPoolName: `${place.platform}-${place.environment}`,
      userPoolTier: 'PLUS',
      deletionProtection: 'ACTIVE',
      // The name says the site and can't be changed; people sign in by their address.
      aliasAttributes: ['email'],
      autoVerifiedAttributes: ['email'],
      usernameConfiguration: { caseSensitive: false },
      userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ['email'] },
      accountRecoverySetting: { recoveryMechanisms: [{ name: 'verified_email', priority: 1 }] },
      adminCreateUserConfig: { allowAdminCreateUserOnly: true, inviteMessageTemplate: mail.invitation },
      policies: {
        passwordPolicy: {
          minimumLength: config.passwordMinLength,
          requireLowercase: true,
          requireUppercase: true,
          requireNumbers: true,
          requireSymbols: true,
          passwordHistorySize: REMEMBERED_PASSWORDS,
          temporaryPasswordValidityDays: config.invitationDays,
        },
        signInPolicy: { allowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] },
      },
      mfaConfiguration: 'ON',
      enabledMfas: ['SOFTWARE_TOKEN_MFA'],
      webAuthnRelyingPartyId: signInHost,
      webAuthnUserVerification: 'required',
      webAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      userPoolAddOns: {
        advancedSecurityMode: 'ENFORCED',
        advancedSecurityAdditionalFlows: { customAuthMode: 'ENFORCED' },
      },
      emailConfiguration: mail.configuration,
      lambdaConfig: {
        preSignUp: admit.functionArn,
        preTokenGenerationConfig: { lambdaArn: issueToken.functionArn, lambdaVersion: 'V2_0' },
      },
    });
    declareRetention(this.pool, {
      because: 'a user is kept until the site’s administrators remove them, or until a day after the site is erased',
    });
    this.pool.applyRemovalPolicy(RemovalPolicy.RETAIN);
    this.pool.node.addDependency(mail);
    this.answerRisks(mail);
  }

  /** What threat protection does: a password known from a breach opens nothing, a likely takeover is stopped. */
  private answerRisks({ source }: InvitationMail): void {
    const notify = source !== undefined;
    new cognito.CfnUserPoolRiskConfigurationAttachment(this, 'Risks', {
      userPoolId: this.pool.ref,
      clientId: 'ALL',
      compromisedCredentialsRiskConfiguration: {
        eventFilter: ['SIGN_IN', 'PASSWORD_CHANGE', 'SIGN_UP'],
        actions: { eventAction: 'BLOCK' },
      },
      accountTakeoverRiskConfiguration: {
        notifyConfiguration: source && { sourceArn: source.identityArn, from: source.sender },
        actions: {
          lowAction: { eventAction: 'MFA_REQUIRED', notify: false },
          mediumAction: { eventAction: 'MFA_REQUIRED', notify },
          highAction: { eventAction: 'BLOCK', notify },
        },
      },
    });
  }
}
