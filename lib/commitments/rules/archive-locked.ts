import { DELIVERY } from '../../config/delivery';
import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule, Verdict } from '../rule';
import { covers, ofAnybody, statementsOf } from './policy-statements';

export const TRAIL = 'AWS::CloudTrail::Trail';
const BUCKET = 'AWS::S3::Bucket';
const POLICY = 'AWS::S3::BucketPolicy';

/** Days in which nobody can change or delete a record. */
const LOCKED = 400;
/** What would remove a record, hide it, or end its lock sooner. */
const REMOVALS = [
  's3:DeleteObject',
  's3:DeleteObjectVersion',
  's3:PutObjectRetention',
  's3:PutObjectLegalHold',
  's3:BypassGovernanceRetention',
];

/** @param production environments whose locks nobody may loosen, not even AWS */
export function archiveLocked(production: readonly string[]): Rule {
  return {
    id: 'LG-02.ArchiveLocked',
    keeps: ['LG-02'],
    statement:
      'Records of what was done are locked for 400 days, in production and delivery against everybody, and nobody may remove one.',
    types: [BUCKET, POLICY],
    judge(resource, assembly) {
      const bucket = resource.type === BUCKET ? resource : assembly.target(resource.properties.Bucket, resource.stack);
      if (!bucket || !isArchive(bucket, assembly)) return undefined;
      return resource.type === BUCKET ? judgeLock(resource, production) : judgePolicy(resource);
    },
  };
}

/** What a trail writes to: both stand in one stack. */
function isArchive(bucket: TemplateResource, assembly: Assembly): boolean {
  return [...bucket.stack.resources.values()].some(
    ({ type, properties, stack }) =>
      type === TRAIL && assembly.target(properties.S3BucketName, stack) === known(bucket),
  );
}

/** The bucket as its stack has it: what is judged may be a copy. */
function known({ stack, logicalId }: TemplateResource): TemplateResource | undefined {
  return stack.resources.get(logicalId);
}

function judgeLock({ properties, stack }: TemplateResource, production: readonly string[]): Verdict {
  const { ObjectLockConfiguration } = properties as {
    ObjectLockConfiguration?: { Rule?: { DefaultRetention?: { Mode?: string; Days?: number } } };
  };
  const { Mode, Days = 0 } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  const strict = [...production, DELIVERY].includes(stack.environment);
  const path = 'ObjectLockConfiguration.Rule.DefaultRetention';
  return verdict({
    [`${path}.Days`]: Days >= LOCKED ? undefined : `is ${Days}; ${LOCKED} or more are allowed`,
    [`${path}.Mode`]:
      Mode === 'COMPLIANCE' || (!strict && Mode === 'GOVERNANCE')
        ? undefined
        : `is ${Mode ?? 'missing'}; ${strict ? `${stack.environment} needs COMPLIANCE, which nobody can lift` : 'GOVERNANCE is the least'}`,
  });
}

function judgePolicy({ properties }: TemplateResource): Verdict {
  const denials = statementsOf(properties.PolicyDocument).filter(
    (one) =>
      one.Effect === 'Deny' &&
      ofAnybody(one) &&
      one.Condition === undefined &&
      textOf([one.Resource].flat()[0]).endsWith('/*'),
  );
  const open = REMOVALS.filter((action) => !denials.some((one) => covers(one, action)));
  return verdict({
    PolicyDocument:
      open.length === 0 ? undefined : `does not deny ${open.join(', ')} to everybody; use an ArchiveBucket`,
  });
}
