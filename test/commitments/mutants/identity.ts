// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutations, Raw } from './mutation';

/** Takes a managed policy from a role, by what its logical id begins with. */
const without = (policy: string) => (p: Raw) =>
  (p.ManagedPolicyArns = p.ManagedPolicyArns.filter(({ Ref }: { Ref: string }) => !Ref.startsWith(policy)));

const provider = (name: string) => [
  (p: Raw) => (p.ProviderName = `Not${name}`),
  (p: Raw) => (p.ProviderType = 'SAML'),
  (p: Raw) => delete p.AttributeMapping.username,
];

export const identityMutants: Mutations = {
  'ID-02.UserPool': [
    (p) => (p.MfaConfiguration = 'OPTIONAL'),
    (p) => p.EnabledMfas.push('SMS_MFA'),
    (p) => (p.AdminCreateUserConfig.AllowAdminCreateUserOnly = false),
    (p) => (p.Policies.PasswordPolicy.MinimumLength = 8),
    (p) => (p.Policies.PasswordPolicy.RequireSymbols = false),
    (p) => delete p.Policies.PasswordPolicy.TemporaryPasswordValidityDays,
    (p) => (p.UserPoolAddOns.AdvancedSecurityMode = 'AUDIT'),
    (p) => delete p.LambdaConfig.PreSignUp,
    (p) => delete p.LambdaConfig.PreTokenGenerationConfig,
  ],
  'ID-02.AccountPasswords': [
    (p) => (p.settings = p.settings.replace('"minimumLength":14', '"minimumLength":8')),
    (p) => (p.settings = p.settings.replace('"remembered":24', '"remembered":1')),
    (p) => (p.settings = p.settings.replace('"maximumAgeDays":90', '"maximumAgeDays":365')),
    (p) => delete p.settings,
  ],
  'ID-03.SecondFactor': [
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals['aws:RequestTag/mfa'],
    (p) => (p.AssumeRolePolicyDocument.Statement[0].Condition.StringEquals['aws:RequestTag/mfa'] = 'false'),
    without('StaffSafeguards'),
  ],
  'ID-04.GeneratedSecret': [
    (p, type) => type.endsWith('Secret') && (p.SecretString = 'in-plain-sight'),
    (p, type) => type.endsWith('Secret') && delete p.GenerateSecretString,
    (p, type) => type.endsWith('Secret') && (p.GenerateSecretString.PasswordLength = 12),
    (p, type) => type.endsWith('Instance') && (p.MasterUserPassword = 'in-plain-sight'),
  ],
  'ID-04.PasswordRotates': [
    (p, type) => type.endsWith('Schedule') && (p.RotationRules.AutomaticallyAfterDays = 90),
    (p, type) => type.endsWith('Schedule') && delete p.RotationRules,
    (p, type) => type.endsWith('Schedule') && (p.RotationLambdaARN = 'arn:aws:lambda:eu-west-1:1:function:other'),
    (p, type) => type.endsWith('Instance') && (p.MasterUserPassword['Fn::Join'][1][1].Ref = 'Another'),
  ],
  'ID-06.GoogleOffered': provider('Google'),
  'ID-06.FacebookOffered': provider('Facebook'),
  'ID-06.LinkedInOffered': [
    ...provider('LinkedIn'),
    (p) => (p.ProviderDetails.oidc_issuer = 'https://linkedin.example/oauth'),
  ],
  'ID-07.StaffConfined': [
    (p) => (p.MaxSessionDuration = 43_200),
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition.StringLike,
    (p) => p.AssumeRolePolicyDocument.Statement[1].Condition['ForAllValues:StringEquals']['aws:TagKeys'].push('site'),
    (p) => delete p.AssumeRolePolicyDocument.Statement[1].Condition,
    without('StaffSafeguards'),
  ],
  'ID-08.StaffData': [
    (p) => without('StaffCustomerData')(p),
    // Another name is in no pattern: of break-glass nobody would hear.
    (p) => JSON.stringify(p.ManagedPolicyArns).includes('BreakGlass') && (p.RoleName = 'cordon-unwatched'),
  ],
  'ID-08.SiteSessions': [
    (p) => (p.MaxSessionDuration = 43_200),
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition,
    (p) => delete p.AssumeRolePolicyDocument.Statement[0].Condition.StringLike['aws:RequestTag/site'],
    (p) => (p.AssumeRolePolicyDocument.Statement[0].Principal = { AWS: 'arn:aws:iam::111111111111:role/other' }),
  ],
};
