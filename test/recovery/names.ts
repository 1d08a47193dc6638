import type { Assembly } from '../../lib/commitments/assembly';

/** Properties by which CloudFormation takes a name from the template. */
const PHYSICAL_NAMES = [
  'AliasName',
  'BackupVaultName',
  'BucketName',
  'DBInstanceIdentifier',
  'CustomSuffix',
  'Domain',
  'FunctionName',
  'LogGroupName',
  'RestoreTestingPlanName',
  'RoleName',
  'TableName',
  'TopicName',
  'Name',
];
const NAMED_TYPES =
  /::(Alias|BackupVault|Bucket|DBInstance|UserPoolDomain|Function|LogGroup|RestoreTestingPlan|Role|ServiceLinkedRole|Table|Topic|Secret|Document|EventBus|Trail|StateMachine)$/;
const GLOBAL_TYPES = /::(Bucket|Role|ServiceLinkedRole)$/;

/** Everything that a template gives a name, with where that name may be given once only. */
export function namesOf({ resources }: Assembly): string[] {
  return resources.flatMap(({ type, properties, stack }) => {
    const name = PHYSICAL_NAMES.map((property) => properties[property]).find((one) => typeof one === 'string');
    if (name === undefined || !NAMED_TYPES.test(type)) return [];
    return [`${GLOBAL_TYPES.test(type) ? 'global' : stack.location.region} ${type} ${name}`];
  });
}

/** Names that would be given twice: the second stack could not be deployed. */
export function doubleNames(assembly: Assembly): string[] {
  const names = namesOf(assembly);
  return names.filter((name, index) => names.indexOf(name) < index);
}
