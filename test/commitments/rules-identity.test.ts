import { describeRules, ruleOf } from './describe-rules';
import { problems, stack } from './template';

const pool = { Users: { Type: 'AWS::Cognito::UserPool' } };
const offers = (ProviderName: string, ProviderType: string, more: object = {}) => ({
  Offered: {
    Type: 'AWS::Cognito::UserPoolIdentityProvider',
    Properties: {
      ProviderName,
      ProviderType,
      AttributeMapping: { username: 'sub' },
      UserPoolId: { Ref: 'Users' },
      ...more,
    },
  },
});
const unoffered = [
  ['another name', { ProviderName: 'Other' }, /lacks \w+ among the identity providers/],
  ['another protocol', { ProviderType: 'SAML' }, /lacks/],
  ['people without an id', { AttributeMapping: { email: 'email' } }, /lacks/],
  ['another user pool', { UserPoolId: 'ap-southeast-2_x' }, /lacks/],
] as const;

const passwords = {
  MinimumLength: 14,
  RequireLowercase: true,
  RequireUppercase: true,
  RequireNumbers: true,
  RequireSymbols: true,
  TemporaryPasswordValidityDays: 3,
};

describeRules([
  {
    rule: 'ID-02.UserPool',
    good: {
      Users: {
        Type: 'AWS::Cognito::UserPool',
        Properties: {
          MfaConfiguration: 'ON',
          EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
          AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
          Policies: { PasswordPolicy: passwords },
          UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
          LambdaConfig: { PreSignUp: 'arn', PreTokenGenerationConfig: { LambdaArn: 'arn', LambdaVersion: 'V2_0' } },
        },
      },
    },
    mutants: [
      ['a second factor for who likes', { MfaConfiguration: 'OPTIONAL' }, /MfaConfiguration is OPTIONAL/],
      ['text messages', { EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] }, /SMS_MFA/],
      ['sign-up by anyone', { AdminCreateUserConfig: undefined }, /anyone can sign up/],
      ['short passwords', { Policies: { PasswordPolicy: { ...passwords, MinimumLength: 8 } } }, /MinimumLength is 8/],
      ['no policy for passwords', { Policies: undefined }, /all four kinds/],
      [
        'invitations that last',
        { Policies: { PasswordPolicy: { ...passwords, TemporaryPasswordValidityDays: 30 } } },
        /is 30; up to 7/,
      ],
      ['protection that only looks on', { UserPoolAddOns: { AdvancedSecurityMode: 'AUDIT' } }, /not ENFORCED/],
      ['no question before tokens', { LambdaConfig: { PreSignUp: 'arn' } }, /gets tokens at another/],
      ['no question before sign-up', { LambdaConfig: { PreTokenGenerationConfig: {} } }, /anyone with an account/],
    ],
  },
  ...['Google', 'Facebook'].map((name) => ({
    rule: `ID-06.${name}Offered`,
    at: 'production-ap-southeast-2/sites',
    good: { ...offers(name, name), ...pool },
    mutants: unoffered,
  })),
  {
    rule: 'ID-06.LinkedInOffered',
    at: 'production-ap-southeast-2/sites',
    good: {
      ...offers('LinkedIn', 'OIDC', { ProviderDetails: { oidc_issuer: 'https://www.linkedin.com/oauth' } }),
      ...pool,
    },
    mutants: [
      ...unoffered,
      ['somebody who passes for LinkedIn', { ProviderDetails: { oidc_issuer: 'https://linkedin.example' } }, /lacks/],
    ],
  },
  {
    rule: 'CR-09.ProviderSecret',
    good: {
      Google: {
        Type: 'AWS::Cognito::UserPoolIdentityProvider',
        Properties: { ProviderDetails: { client_secret: '{{resolve:secretsmanager:google:SecretString:secret::}}' } },
      },
    },
    mutants: [
      ['a secret in the template', { ProviderDetails: { client_secret: 'GOCSPX-1' } }, /is in the template/],
      ['a parameter', { ProviderDetails: { client_secret: { Ref: 'Secret' } } }, /is in the template/],
      ['no secret', { ProviderDetails: undefined }, /is in the template/],
    ],
  },
  {
    rule: 'LG-03.RecordsMasked',
    good: {
      Records: {
        Type: 'AWS::Logs::LogGroup',
        Properties: {
          LogGroupName: '/cordon/production/application/access-records',
          DataProtectionPolicy: { Statement: [{ Operation: { Deidentify: { MaskConfig: {} } } }] },
        },
      },
    },
    mutants: [
      ['no policy', { DataProtectionPolicy: undefined }, /masks nothing/],
      [
        'one that only counts',
        { DataProtectionPolicy: { Statement: [{ Operation: { Audit: {} } }] } },
        /masks nothing/,
      ],
    ],
  },
]);

test.each(['UserPoolClient', 'UserPoolGroup', 'UserPoolUser'])('TN-06 finds a %s, which belongs to no site', (type) => {
  const found = problems(
    ruleOf('TN-06.SiteClients'),
    stack({ One: { Type: `AWS::Cognito::${type}`, Properties: {} } }),
  );
  expect(found).toEqual([expect.stringContaining('belongs to no site')]);
});

test('LG-03 leaves other log groups alone', () => {
  const group = { Type: 'AWS::Logs::LogGroup', Properties: { LogGroupName: 'aws-waf-logs-cordon-production' } };
  expect(problems(ruleOf('LG-03.RecordsMasked'), stack({ Group: group }))).toEqual([]);
});
