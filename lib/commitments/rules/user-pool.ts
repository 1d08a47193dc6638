import { verdict } from '../rule';
import type { Rule } from '../rule';

interface PasswordPolicy {
  readonly MinimumLength?: number;
  readonly RequireLowercase?: boolean;
  readonly RequireUppercase?: boolean;
  readonly RequireNumbers?: boolean;
  readonly RequireSymbols?: boolean;
  readonly TemporaryPasswordValidityDays?: number;
}

/** Shorter ones are too easy to guess (ID-02). */
const LEAST_LENGTH = 12;
/** An invitation that lies about for longer is a password that somebody else has found (ID-04). */
const MOST_INVITATION_DAYS = 7;

export const userPool: Rule = {
  id: 'ID-02.UserPool',
  keeps: ['ID-01', 'ID-02', 'ID-04', 'TN-05'],
  statement:
    'Users are invited by a password that ends soon, choose a hard one, have a second factor that is no text message, and are refused tokens at other sites.',
  types: ['AWS::Cognito::UserPool'],
  judge({ properties }) {
    const { MfaConfiguration, EnabledMfas, AdminCreateUserConfig, Policies, UserPoolAddOns, LambdaConfig } =
      properties as {
        MfaConfiguration?: string;
        EnabledMfas?: readonly string[];
        AdminCreateUserConfig?: { readonly AllowAdminCreateUserOnly?: boolean };
        Policies?: { readonly PasswordPolicy?: PasswordPolicy };
        UserPoolAddOns?: { readonly AdvancedSecurityMode?: string };
        LambdaConfig?: { readonly PreSignUp?: unknown; readonly PreTokenGenerationConfig?: object };
      };
    const { PasswordPolicy: policy = {} } = Policies ?? {};
    const kinds = [policy.RequireLowercase, policy.RequireUppercase, policy.RequireNumbers, policy.RequireSymbols];
    const length = policy.MinimumLength ?? 0;
    const days = policy.TemporaryPasswordValidityDays ?? Infinity;
    return verdict({
      MfaConfiguration: MfaConfiguration === 'ON' ? undefined : `is ${MfaConfiguration}; only ON asks everyone`,
      EnabledMfas: EnabledMfas?.includes('SMS_MFA') ? 'has SMS_MFA, which others can read; leave it out' : undefined,
      'AdminCreateUserConfig.AllowAdminCreateUserOnly': AdminCreateUserConfig?.AllowAdminCreateUserOnly
        ? undefined
        : 'is not true, so that anyone can sign up; users are invited',
      'Policies.PasswordPolicy.MinimumLength':
        length >= LEAST_LENGTH ? undefined : `is ${length}; ${LEAST_LENGTH} or more are allowed`,
      'Policies.PasswordPolicy': kinds.every(Boolean) ? undefined : 'does not ask for all four kinds of characters',
      'Policies.PasswordPolicy.TemporaryPasswordValidityDays':
        days <= MOST_INVITATION_DAYS ? undefined : `is ${days}; up to ${MOST_INVITATION_DAYS} are allowed`,
      'UserPoolAddOns.AdvancedSecurityMode':
        UserPoolAddOns?.AdvancedSecurityMode === 'ENFORCED'
          ? undefined
          : 'is not ENFORCED, so that passwords known from a breach are accepted',
      'LambdaConfig.PreSignUp': LambdaConfig?.PreSignUp
        ? undefined
        : 'is missing, so that anyone with an account at a provider gets in',
      'LambdaConfig.PreTokenGenerationConfig': LambdaConfig?.PreTokenGenerationConfig
        ? undefined
        : 'is missing, so that a user of one site gets tokens at another',
    });
  },
};
