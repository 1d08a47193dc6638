import type { Assembly, TemplateResource } from '../assembly';
import { present } from '../rule';
import { SCHEDULE, scheduleOf } from './schedule';
import { isDelivery } from './stages';

/** Days in which nobody can remove a bundle. */
const LOCKED = 400;
/** At some hour and minute of every day. */
const DAILY = /^cron\(\d+ \d+ (\* \* \?|\? \* \*|\* \* \*) \*\)$/;

export const sourceBundled = present({
  id: 'BK-25.SourceBundled',
  keeps: ['BK-25'],
  statement: 'Every night the source code is bundled into a bucket that nobody can remove anything from for 400 days.',
  types: [SCHEDULE],
  where: isDelivery,
  needs:
    'an enabled daily schedule of a build that stores bundles of source code in a locked bucket; make it by SourceBundles',
  is: (schedule, assembly) => {
    const { expression, enabled, target } = scheduleOf(schedule, assembly);
    return enabled && DAILY.test(expression) && locked(bucketOf(target, assembly));
  },
});

/** The bucket that the project is told to store bundles in. */
function bucketOf(project: TemplateResource | undefined, assembly: Assembly): TemplateResource | undefined {
  if (!project) return undefined;
  const { BuildSpec } = (project.properties.Source ?? {}) as {
    BuildSpec?: { 'Fn::Join'?: readonly [string, readonly unknown[]] };
  };
  const parts = BuildSpec?.['Fn::Join']?.[1] ?? [];
  const named = parts.findIndex((part) => typeof part === 'string' && part.endsWith('source:bundle -- --bucket '));
  return named < 0 ? undefined : assembly.target(parts[named + 1], project.stack);
}

function locked(bucket: TemplateResource | undefined): boolean {
  const { ObjectLockConfiguration } = (bucket?.properties ?? {}) as {
    ObjectLockConfiguration?: { Rule?: { DefaultRetention?: { Mode?: string; Days?: number } } };
  };
  const { Mode, Days = 0 } = ObjectLockConfiguration?.Rule?.DefaultRetention ?? {};
  return Mode === 'COMPLIANCE' && Days >= LOCKED;
}
