import type { Assembly, Properties, StackTemplate, Stage, TemplateResource } from '../../commitments/assembly';
import type { BucketPurpose } from '../../platform/names';
import { allows, resourcesIn } from './traced';

/** The bucket of a stage for a purpose, by the name that others know it by. */
export function bucketOf(stage: Stage | undefined, purpose: BucketPurpose): TemplateResource | undefined {
  const named = new RegExp(`-${purpose}-\\d{12}-`);
  return resourcesIn(stage, 'AWS::S3::Bucket').find(({ properties }) => named.test(String(properties.BucketName)));
}

/** What protects a bucket, as far as its template says so. */
export function bucketLine(bucket: TemplateResource | undefined): string {
  const { BucketEncryption, VersioningConfiguration, ObjectLockConfiguration } = bucket?.properties ?? {};
  const versioned = (VersioningConfiguration as Properties | undefined)?.Status === 'Enabled';
  const lock = ObjectLockConfiguration as { Rule?: { DefaultRetention?: { Days?: number } } } | undefined;
  const days = lock?.Rule?.DefaultRetention?.Days;
  return [
    JSON.stringify(BucketEncryption ?? '').includes('aws:kms') ? 'encrypted by a key of ours' : 'bucket',
    ...(versioned ? ['every version kept'] : []),
    ...(days === undefined ? [] : [`locked for ${days} days`]),
  ].join(', ');
}

/** Policies by which the site worker of a stage may write to a bucket. */
export function workerPolicies(
  assembly: Assembly,
  stage: Stage,
  bucket: TemplateResource | undefined,
): TemplateResource[] {
  if (!bucket) return [];
  const arn = `arn:aws:s3:::${String(bucket.properties.BucketName)}/*`;
  const roles = resourcesIn(stage, 'AWS::ECS::TaskDefinition').map(({ properties, stack }) =>
    assembly.target(properties.TaskRoleArn, stack),
  );
  return resourcesIn(stage, 'AWS::IAM::Policy').filter(
    (policy) =>
      allows(policy, 's3:PutObject', arn) &&
      ((policy.properties.Roles ?? []) as unknown[]).some((role) =>
        roles.includes(assembly.target(role, policy.stack)),
      ),
  );
}

/** Stacks of the vaults, in other regions, that plans of a stage copy to. */
export function copiesTo({ stages }: Assembly, stage: Stage): StackTemplate[] {
  const plans = JSON.stringify(resourcesIn(stage, 'AWS::Backup::BackupPlan').map(({ properties }) => properties));
  return stages
    .filter(({ environment, region }) => environment === stage.environment && region !== stage.region)
    .flatMap((other) => resourcesIn(other, 'AWS::Backup::BackupVault'))
    .filter(({ stack, properties }) =>
      plans.includes(
        `"arn:aws:backup:${stack.location.region}:${stack.location.account}:backup-vault:${String(properties.BackupVaultName)}"`,
      ),
    )
    .map(({ stack }) => stack);
}
