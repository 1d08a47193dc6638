import { UpdateAccountPasswordPolicyCommand } from '@aws-sdk/client-iam';
import type { IAMClient } from '@aws-sdk/client-iam';
import { PutPublicAccessBlockCommand } from '@aws-sdk/client-s3-control';
import type { S3ControlClient } from '@aws-sdk/client-s3-control';
import type { AccountSettings } from './settings';

/** Both calls state the whole setting, so that doing it twice changes nothing. */
export async function applyAccountSettings(
  { account, passwordPolicy }: AccountSettings,
  { iam, s3 }: { readonly iam: IAMClient; readonly s3: S3ControlClient },
): Promise<void> {
  await s3.send(
    new PutPublicAccessBlockCommand({
      AccountId: account,
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    }),
  );
  await iam.send(
    new UpdateAccountPasswordPolicyCommand({
      MinimumPasswordLength: passwordPolicy.minimumLength,
      MaxPasswordAge: passwordPolicy.maximumAgeDays,
      PasswordReusePrevention: passwordPolicy.remembered,
      RequireLowercaseCharacters: true,
      RequireUppercaseCharacters: true,
      RequireNumbers: true,
      RequireSymbols: true,
      AllowUsersToChangePassword: true,
      // Whoever let it expire could otherwise not change it any more.
      HardExpiry: false,
    }),
  );
}
