import type { HomeRegion, Place } from '../../config/platform';
import { regionHost } from '../../config/running-region';
import type { TemplateNames } from './template-names';

/**
 * Holds the health check of a region at unhealthy, or lets it tell the truth again. One that is disabled counts as
 * healthy, so it is inverted as well.
 */
export function holdHealthCheck({ domain }: HomeRegion, region: string, closed: boolean): string[] {
  const query = `HealthChecks[?HealthCheckConfig.FullyQualifiedDomainName=='${regionHost(domain, region)}'].Id`;
  const state = closed ? '--disabled --inverted' : '--no-disabled --no-inverted';
  return [
    `check=$(aws route53 list-health-checks --query "${query}" --output text)`,
    `aws route53 update-health-check --health-check-id "$check" ${state}`,
  ];
}

/** Functions of the shell: `restore <site>` starts one from its newest complete backup, `running` lists those under way. */
export function restoreFunctions({ region }: Place, bucket: string, names: TemplateNames, name: string): string[] {
  return [
    ...machineVariable('restore', region, names),
    `newest() { aws s3api list-objects-v2 --region ${region} --bucket ${bucket} --prefix "sites/$1/2" --output text \\`,
    `  --query "Contents[?ends_with(Key, '/manifest.json')].Key" | tr '\\t' '\\n' | cut -d/ -f3 | sort | tail -n 1; }`,
    `restore() { aws stepfunctions start-execution --region ${region} --state-machine-arn "$restore" \\`,
    `  --input "{\\"site\\":\\"$1\\",\\"backup\\":\\"$(newest "$1")\\",\\"name\\":\\"${name}\\"}"; }`,
    `running() { aws stepfunctions list-executions --region ${region} --state-machine-arn "$restore" \\`,
    "  --status-filter RUNNING --query 'executions[].name' --output text; }",
  ];
}

/** Sets the variable of the shell that is called like an operation to the ARN of its state machine. */
export function machineVariable(operation: string, region: string, names: TemplateNames): string[] {
  return [physicalId(operation, region, 'sites', names.machine(operation).logicalId, names)];
}

/** Sets a variable of the shell to what CloudFormation has called a resource. */
export function physicalId(
  variable: string,
  region: string,
  stack: string,
  logicalId: string,
  names: TemplateNames,
): string {
  const { stackName } = names.stack(stack).location;
  return (
    `${variable}=$(aws cloudformation describe-stack-resource --region ${region} --stack-name ${stackName} ` +
    `--logical-resource-id ${logicalId} --query StackResourceDetail.PhysicalResourceId --output text)`
  );
}
