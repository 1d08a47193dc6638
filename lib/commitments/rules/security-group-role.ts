import { ROLE_TAG } from '../../network/security-groups';
import type { TemplateResource } from '../assembly';

const GROUP = 'AWS::EC2::SecurityGroup';

/** The role of a security group, by which the port table knows it; undefined for what has none, or is no group. */
export function roleOf(group: TemplateResource | undefined): string | undefined {
  const tags = (group?.properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return group?.type === GROUP ? tags.find(({ Key }) => Key === ROLE_TAG)?.Value : undefined;
}
