import type { TemplateResource } from '../assembly';
import { present } from '../rule';
import { isHome } from './stages';

/** Reports that auditors ask for: of jobs, and of what was judged against our own numbers (D16). */
const REPORTS = {
  JobReports: ['BACKUP_JOB_REPORT', 'every backup job'],
  ControlReports: ['CONTROL_COMPLIANCE_REPORT', 'every control of backups'],
} as const;

export const auditReports = Object.entries(REPORTS).map(([name, [template, what]]) =>
  present({
    id: `OR-10.${name}`,
    keeps: ['OR-10'],
    statement: `A daily report of ${what} is kept for auditors, as a table and as data.`,
    types: ['AWS::Backup::ReportPlan'],
    where: isHome,
    needs: `a report plan with the template ${template} that delivers to a bucket; make it by BackupAudit`,
    is: (plan) => reports(plan, template),
  }),
);

function reports({ properties }: TemplateResource, template: string): boolean {
  const { ReportSetting, ReportDeliveryChannel } = properties as {
    readonly ReportSetting?: { readonly ReportTemplate?: string };
    readonly ReportDeliveryChannel?: { readonly S3BucketName?: unknown; readonly Formats?: readonly string[] };
  };
  return (
    ReportSetting?.ReportTemplate === template &&
    ReportDeliveryChannel?.S3BucketName !== undefined &&
    ['CSV', 'JSON'].every((format) => ReportDeliveryChannel.Formats?.includes(format))
  );
}

export const readsReported = present({
  id: 'TN-23.ReadsReported',
  keeps: ['TN-23'],
  statement: 'Where sites live, a saved query over the trail of data events says who has read a site.',
  types: ['AWS::Logs::QueryDefinition'],
  where: isHome,
  needs: 'a saved query over the log group of a trail with S3 data events; make it by AccessReport',
  is({ properties, stack }, assembly) {
    const { LogGroupNames = [], QueryString = '' } = properties as {
      readonly LogGroupNames?: readonly unknown[];
      readonly QueryString?: string;
    };
    const group = LogGroupNames.map((name) => assembly.target(name, stack)?.logicalId)[0];
    const trails = [...stack.resources.values()].filter(
      (trail) =>
        trail.type === 'AWS::CloudTrail::Trail' &&
        JSON.stringify(trail.properties.EventSelectors ?? trail.properties.AdvancedEventSelectors ?? '').includes(
          'AWS::S3::Object',
        ) &&
        assembly.target(trail.properties.CloudWatchLogsLogGroupArn, stack)?.logicalId === group,
    );
    return group !== undefined && trails.length > 0 && /by who/.test(QueryString);
  },
});
