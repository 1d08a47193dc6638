import { accountSettingsSchema } from '../../../lambda/apply-account-settings/settings';
import { present } from '../rule';
import { isAccount } from './stages';

/** Passwords of IAM users, should one ever be made: characters, earlier ones that are refused, days until it ends. */
const POLICY = { minimumLength: 14, remembered: 24, maximumAgeDays: 90 } as const;

export const accountPasswords = present({
  id: 'ID-02.AccountPasswords',
  keeps: ['ID-02'],
  statement: 'A password of an account has 14 characters, is none of the last 24, and ends after 90 days.',
  types: ['Custom::AppliedSettings'],
  where: isAccount,
  needs: `a password policy of ${POLICY.minimumLength} characters, ${POLICY.remembered} remembered and ${POLICY.maximumAgeDays} days; use AppliedSettings`,
  is: ({ properties }) => {
    const { data } = accountSettingsSchema.safeParse(parsed(properties.settings));
    if (!data) return false;
    const { minimumLength, remembered, maximumAgeDays } = data.passwordPolicy;
    return (
      minimumLength >= POLICY.minimumLength &&
      remembered >= POLICY.remembered &&
      maximumAgeDays <= POLICY.maximumAgeDays
    );
  },
});

function parsed(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return undefined;
  }
}
