import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { CERTIFICATE, home, identityStack } from './identity-stack-fixture';

jest.setTimeout(60_000);

const template = Template.fromStack(identityStack(createApp()));
const pool = 'AWS::Cognito::UserPool';
/** Where there is no certificate. */
const elsewhere = { ...home, signInHost: undefined };

test('passes every check', () => {
  expect(findings((stage) => identityStack(stage)).filter((finding) => !finding.includes('/outside'))).toEqual([]);
});

test('passes every check without a certificate of its own, as in an environment for tests', () => {
  const open = findings((stage) => identityStack(stage, { certificates: {} }, elsewhere));
  expect(open.filter((finding) => !finding.includes('/outside'))).toEqual([]);
});

describe('users', () => {
  test('are invited, by a random password that ends in days (ID-04)', () => {
    template.hasResourceProperties(pool, {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
      Policies: { PasswordPolicy: { TemporaryPasswordValidityDays: 3 } },
    });
  });

  test('have a long password of four kinds of characters, none of their last twelve (ID-02)', () => {
    template.hasResourceProperties(pool, {
      Policies: {
        PasswordPolicy: {
          MinimumLength: 14,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
          PasswordHistorySize: 12,
        },
      },
    });
  });

  test('have a second factor: an authenticator app, or a passkey that knows its holder; never a text message', () => {
    template.hasResourceProperties(pool, {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      SmsConfiguration: Match.absent(),
      WebAuthnFactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      WebAuthnUserVerification: 'required',
      WebAuthnRelyingPartyID: 'sign-in.au.vinefield.example',
    });
  });

  test('are known by a name that can’t be changed, and sign in by their address (TN-05)', () => {
    // An immutable attribute would forbid that accounts of providers are linked.
    template.hasResourceProperties(pool, {
      AliasAttributes: ['email'],
      UsernameAttributes: Match.absent(),
      Schema: Match.absent(),
    });
  });

  test('a password known from a breach opens nothing, and a likely takeover is blocked (ID-02, NW-12)', () => {
    template.hasResourceProperties(pool, {
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
    });
    template.hasResourceProperties('AWS::Cognito::UserPoolRiskConfigurationAttachment', {
      ClientId: 'ALL',
      CompromisedCredentialsRiskConfiguration: { Actions: { EventAction: 'BLOCK' } },
      AccountTakeoverRiskConfiguration: { Actions: { HighAction: { EventAction: 'BLOCK', Notify: true } } },
    });
  });

  test('outlive the stack, and can’t be deleted with it', () => {
    template.hasResource(pool, { DeletionPolicy: 'Retain', Properties: { DeletionProtection: 'ACTIVE' } });
  });

  test('are no more in the template than their sites are (TN-06)', () => {
    for (const type of ['UserPoolClient', 'UserPoolGroup', 'UserPoolUser']) {
      template.resourceCountIs(`AWS::Cognito::${type}`, 0);
    }
  });
});

test('the pool asks before it lets somebody in, and before every token, and nobody else can ask', () => {
  template.hasResourceProperties(pool, {
    LambdaConfig: {
      PreSignUp: { 'Fn::GetAtt': [Match.stringLikeRegexp('TriggersAdmit'), 'Arn'] },
      PreTokenGenerationConfig: {
        LambdaArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('TriggersIssueToken'), 'Arn'] },
        LambdaVersion: 'V2_0',
      },
    },
  });
  for (const trigger of ['TriggersAdmit', 'TriggersIssueToken']) {
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(trigger), 'Arn'] },
      Principal: 'cognito-idp.amazonaws.com',
      SourceAccount: '111111111111',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^UsersPool'), 'Arn'] },
    });
  }
});

describe('identity providers', () => {
  test.each([
    ['Google', 'Google', Match.objectLike({ email: 'email', email_verified: 'email_verified', username: 'sub' })],
    ['LinkedIn', 'OIDC', Match.objectLike({ email: 'email', email_verified: 'email_verified', username: 'sub' })],
    // It doesn't say whether an address is verified, so that it is not asked for one.
    ['Facebook', 'Facebook', { username: 'id', name: 'name' }],
  ])('%s is one, and its secret is in no template (ID-06, CR-09)', (ProviderName, ProviderType, AttributeMapping) => {
    const secret = (field: string) =>
      `{{resolve:secretsmanager:cordon/production/sign-in/${ProviderName.toLowerCase()}/2026-11-01:SecretString:${field}::}}`;
    template.hasResourceProperties('AWS::Cognito::UserPoolIdentityProvider', {
      ProviderName,
      ProviderType,
      AttributeMapping,
      ProviderDetails: Match.objectLike({ client_id: secret('client_id'), client_secret: secret('client_secret') }),
    });
  });
});

describe('the sign-in page', () => {
  test('is at an address of ours, with our certificate, by TLS 1.2 or better (CR-03, CR-09)', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolDomain', {
      Domain: 'sign-in.au.vinefield.example',
      CustomDomainConfig: { CertificateArn: CERTIFICATE, SecurityPolicy: 'TLS_V1_2_2021' },
      ManagedLoginVersion: 2,
    });
    template.hasResourceProperties('AWS::Route53::RecordSet', {
      Type: 'A',
      Name: 'sign-in.au.vinefield.example.',
      AliasTarget: { HostedZoneId: 'Z2FDTNDATAQYW2' },
    });
  });

  test('is at one of Amazon’s without, and passkeys are bound to that one, which must be short', () => {
    const without = Template.fromStack(identityStack(createApp(), { certificates: {} }, elsewhere));
    const [page] = Object.values(without.findResources('AWS::Cognito::UserPoolDomain')) as {
      Properties: { Domain: string; CustomDomainConfig?: object };
    }[];
    expect(page?.Properties.CustomDomainConfig).toBeUndefined();
    expect(page?.Properties.Domain).toMatch(/^cordon-[0-9a-f]{10}$/);
    const host = `${page?.Properties.Domain}.auth.ap-southeast-2.amazoncognito.com`;
    without.hasResourceProperties(pool, { WebAuthnRelyingPartyID: host });
    expect(host.length).toBeLessThanOrEqual(63);
  });

  test('mails invitations over TLS or not at all (CR-09)', () => {
    template.hasResourceProperties('AWS::SES::ConfigurationSet', { DeliveryOptions: { TlsPolicy: 'REQUIRE' } });
    template.hasResourceProperties(pool, {
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        ConfigurationSet: { Ref: Match.stringLikeRegexp('MailSet') },
        From: 'Vinefield Software <no-reply@au.vinefield.example>',
      },
    });
  });
});

describe('the firewall', () => {
  const [acl] = Object.values(template.findResources('AWS::WAFv2::WebACL')) as {
    Properties: { Rules: { Name: string; Statement: Record<string, unknown> }[] };
  }[];
  const { Rules: rules } = acl!.Properties;

  test('stands before the pool, and knows who is banned from the sites', () => {
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
      ResourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^UsersPool'), 'Arn'] },
    });
    expect(rules.map(({ Name }) => Name)).toEqual([
      'BannedIpv4',
      'BannedIpv6',
      'SignInRate',
      'IpReputation',
      'KnownBadInputs',
    ]);
    expect(JSON.stringify(rules[0]?.Statement)).toContain('ipset/banned-ipv4');
  });

  test('limits what people type, not what the application exchanges from a few addresses', () => {
    expect(rules[2]?.Statement).toMatchObject({
      RateBasedStatement: {
        Limit: 50,
        AggregateKeyType: 'IP',
        ScopeDownStatement: {
          AndStatement: {
            Statements: [
              { ByteMatchStatement: { SearchString: 'POST' } },
              { NotStatement: { Statement: { ByteMatchStatement: { SearchString: '/oauth2/' } } } },
            ],
          },
        },
      },
    });
  });

  test('logs no code, cookie or token (LG-03)', () => {
    template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [
        { SingleHeader: { Name: 'authorization' } },
        { SingleHeader: { Name: 'cookie' } },
        { QueryString: {} },
      ],
      LogDestinationConfigs: [Match.stringLikeRegexp('log-group:aws-waf-logs-cordon-production-identity$')],
    });
  });
});

describe('the log of sign-ins', () => {
  test('has the activity of every user, encrypted by our key on the way and where it is kept (LG-08, CR-06)', () => {
    template.hasResourceProperties('AWS::Cognito::LogDeliveryConfiguration', {
      LogConfigurations: [
        {
          EventSource: 'userAuthEvents',
          LogLevel: 'INFO',
          FirehoseConfiguration: { StreamArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('SignInsStream'), 'Arn'] } },
        },
      ],
    });
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      DeliveryStreamEncryptionConfigurationInput: { KeyType: 'CUSTOMER_MANAGED_CMK' },
      ExtendedS3DestinationConfiguration: {
        EncryptionConfiguration: { KMSEncryptionConfig: { AWSKMSKeyARN: Match.anyValue() } },
        BufferingHints: { IntervalInSeconds: 60 },
        ProcessingConfiguration: { Enabled: true },
      },
      Tags: [{ Key: 'LogDeliveryEnabled', Value: 'true' }],
    });
  });

  test('is kept for 400 days', () => {
    template.hasResourceProperties('AWS::S3::Bucket', {
      BucketName: 'cordon-production-sign-ins-111111111111-ap-southeast-2',
      LifecycleConfiguration: { Rules: Match.arrayWith([Match.objectLike({ ExpirationInDays: 400 })]) },
    });
  });
});

test('tables of clients and keys come back to any second, encrypted by our key, and can’t be deleted (ID-05)', () => {
  template.allResourcesProperties('AWS::DynamoDB::Table', {
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEType: 'KMS', SSEEnabled: true, KMSMasterKeyId: Match.anyValue() },
    DeletionProtectionEnabled: true,
  });
});

test('sites get their clients whenever a catalogue is published, and keys are looked at every day', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      source: ['aws.s3'],
      detail: {
        bucket: { name: ['cordon-production-operations-111111111111-ap-southeast-2'] },
        object: { key: ['catalogue/sites.json'] },
      },
    },
  });
  template.hasResourceProperties('AWS::Events::Rule', { ScheduleExpression: 'rate(1 day)' });
  for (const [target, rule] of [
    ['AccountsClients', 'AccountsPublished'],
    ['KeysFindLapsing', 'KeysDaily'],
  ]) {
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${target}`), 'Arn'] }, Input: '{}' }],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${target}`), 'Arn'] },
      Principal: 'events.amazonaws.com',
      SourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${rule}`), 'Arn'] },
      SourceAccount: '111111111111',
    });
  }
});
