import { SCAN_TAG } from '../../../lambda/shared/scan-verdict';
import type { Assembly, TemplateResource } from '../assembly';
import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule, Verdict } from '../rule';

const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';
const PLAN = 'AWS::GuardDuty::MalwareProtectionPlan';

export const attachmentsScanned: Rule = {
  id: 'IR-10.AttachmentsScanned',
  keeps: ['IR-10'],
  statement: 'Every bucket of attachments is scanned as a whole, and nobody reads from it what was not found clean.',
  types: [BUCKET, POLICY, PLAN],
  judge(resource, assembly) {
    if (resource.type === BUCKET) return isAttachments(resource) ? judgeBucket(resource, assembly) : undefined;
    if (resource.type === PLAN) return judgePlan(resource);
    const bucket = assembly.target(resource.properties.Bucket, resource.stack);
    return bucket && isAttachments(bucket) ? judgePolicy(resource) : undefined;
  },
};

function isAttachments({ properties }: TemplateResource): boolean {
  return textOf(properties.BucketName).includes('-attachments-');
}

function judgeBucket(bucket: TemplateResource, assembly: Assembly): Verdict {
  const { NotificationConfiguration: notifications } = bucket.properties as {
    NotificationConfiguration?: { EventBridgeConfiguration?: { EventBridgeEnabled?: boolean } };
  };
  const names = (type: string, nameOf: (resource: TemplateResource) => unknown) =>
    assembly.resources.some((resource) => {
      if (resource.type !== type) return false;
      const target = assembly.target(nameOf(resource), resource.stack);
      return target?.stack === bucket.stack && target.logicalId === bucket.logicalId;
    });
  return verdict({
    BucketName: names(PLAN, protectedBucket) ? undefined : `is in no ${PLAN}; add a malware stack beside it`,
    'NotificationConfiguration.EventBridgeConfiguration':
      notifications?.EventBridgeConfiguration?.EventBridgeEnabled === true
        ? undefined
        : 'is not enabled, so that the scan hears of no upload',
    Policy: names(POLICY, ({ properties }) => properties.Bucket)
      ? undefined
      : 'is missing, so that what is not scanned can be read',
  });
}

function protectedBucket({ properties }: TemplateResource): unknown {
  return (properties.ProtectedResource as Plan['ProtectedResource'])?.S3Bucket?.BucketName;
}

interface Plan {
  readonly Actions?: { readonly Tagging?: { readonly Status?: string } };
  readonly ProtectedResource?: {
    readonly S3Bucket?: { readonly BucketName?: unknown; readonly ObjectPrefixes?: readonly string[] };
  };
}

function judgePlan({ properties }: TemplateResource): Verdict {
  const { Actions, ProtectedResource } = properties as Plan;
  return verdict({
    'Actions.Tagging.Status':
      Actions?.Tagging?.Status === 'ENABLED'
        ? undefined
        : 'is not ENABLED, so that nobody can tell what was found clean',
    'ProtectedResource.S3Bucket.ObjectPrefixes':
      (ProtectedResource?.S3Bucket?.ObjectPrefixes ?? []).length === 0
        ? undefined
        : 'leaves out what lies under other prefixes; scan the whole bucket',
  });
}

interface Statement {
  readonly Effect?: string;
  readonly Action?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

function judgePolicy({ properties }: TemplateResource): Verdict {
  const { Statement: statements = [] } = properties.PolicyDocument as { Statement?: readonly Statement[] };
  const denies = (action: string, holds: (statement: Statement) => boolean) =>
    statements.some(
      (statement) => statement.Effect === 'Deny' && [statement.Action].flat().includes(action) && holds(statement),
    );
  const unlessClean = ({ Condition }: Statement) =>
    Condition?.StringNotEquals?.[`s3:ExistingObjectTag/${SCAN_TAG.key}`] === SCAN_TAG.clean;
  const always = ({ Condition = {} }: Statement) =>
    Object.keys(Condition).every((operator) => operator === 'ArnNotEquals');
  return verdict({
    'PolicyDocument.Read':
      denies('s3:GetObject', unlessClean) && denies('s3:GetObjectVersion', unlessClean)
        ? undefined
        : 'lets what was not found clean be read; deny it, but to those who scan and back up',
    'PolicyDocument.Tag': denies('s3:PutObjectTagging', always)
      ? undefined
      : 'lets others than the scan say what is clean; deny them to set tags',
  });
}
