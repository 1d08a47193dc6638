// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call */
import type { Mutations } from './mutation';

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
};
