import { siteWorkerRoles } from '../../lambda/shared/copy-source';

/** What a KMS key's policy says, as KMS takes it. */
export interface KeyPolicyOptions {
  /** Account of the key, whose IAM policies say who may do what with it. */
  readonly account: string;
  /** Prefix of the platform's names. */
  readonly platform: string;
  /** Account whose site workers may encrypt to the key, and do nothing else with it. @default - none */
  readonly encryptsFrom?: string;
}

/**
 * The policy of a site's key. As with the platform's other keys, its use is not passed on by grants, but to AWS
 * services. Another account's site workers can at most encrypt, and store what they encrypted in S3 (D20).
 */
export function siteKeyPolicy({ account, platform, encryptsFrom }: KeyPolicyOptions): string {
  const root = (id: string) => ({ AWS: `arn:aws:iam::${id}:root` });
  const administration = {
    Sid: 'AccountAdministers',
    Effect: 'Allow',
    Principal: root(account),
    Action: 'kms:*',
    Resource: '*',
  };
  const grants = {
    Sid: 'GrantsOnlyToServices',
    Effect: 'Deny',
    Principal: '*',
    Action: 'kms:CreateGrant',
    Resource: '*',
    Condition: { BoolIfExists: { 'kms:GrantIsForAWSResource': 'false', 'aws:PrincipalIsAWSService': 'false' } },
  };
  const workers = encryptsFrom && { ArnLike: { 'aws:PrincipalArn': siteWorkerRoles(platform, encryptsFrom) } };
  const copies = encryptsFrom && {
    Sid: 'SourceOfCopiesEncrypts',
    Effect: 'Allow',
    Principal: root(encryptsFrom),
    Action: ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:DescribeKey'],
    Resource: '*',
    Condition: workers,
  };
  // S3 puts the parts of a large upload together with it; without S3, nothing can be decrypted from there.
  const uploads = encryptsFrom && {
    Sid: 'SourceOfCopiesUploads',
    Effect: 'Allow',
    Principal: root(encryptsFrom),
    Action: 'kms:Decrypt',
    Resource: '*',
    Condition: { ...workers, StringLike: { 'kms:ViaService': 's3.*.amazonaws.com' } },
  };
  const source = copies && uploads ? [copies, uploads] : [];
  return JSON.stringify({ Version: '2012-10-17', Statement: [administration, grants, ...source] });
}
