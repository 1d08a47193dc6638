import type { Assembly, Properties, TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';
import { keyProblem, valueAt } from './key-of-ours';

const TEMPLATE = 'AWS::EC2::LaunchTemplate';

/** Where each type says whether its blocks are encrypted; all name the key in KmsKeyId. */
const VOLUMES: Readonly<Record<string, string>> = {
  'AWS::EC2::Volume': 'Encrypted',
  'AWS::EFS::FileSystem': 'Encrypted',
  'AWS::RDS::DBCluster': 'StorageEncrypted',
  'AWS::RDS::DBInstance': 'StorageEncrypted',
};

/** Types that keep data in blocks, which AES-256 encrypts as soon as anything does. */
const VOLUME_TYPES = [TEMPLATE, ...Object.keys(VOLUMES)];

export const volumesEncrypted: Rule = {
  id: 'CR-05.VolumesEncrypted',
  keeps: ['CR-05', 'CR-06'],
  statement: 'Every volume, of servers and of databases, is encrypted with AES-256 by a key of ours.',
  types: VOLUME_TYPES,
  judge(resource, assembly) {
    return verdict(resource.type === TEMPLATE ? devicesOf(resource, assembly) : volumeOf(resource, assembly));
  },
};

function volumeOf({ type, properties, stack }: TemplateResource, assembly: Assembly) {
  const encrypted = VOLUMES[type]!;
  const ofReplica = properties.SourceDBInstanceIdentifier !== undefined;
  return {
    // A replica is encrypted where its source is, and with a key alone.
    ...(!ofReplica && { [encrypted]: switchProblem(properties[encrypted]) }),
    KmsKeyId: keyProblem(properties.KmsKeyId, stack, assembly),
  };
}

/** A device that a template leaves out is the image's, encrypted or not. */
function devicesOf({ properties, stack }: TemplateResource, assembly: Assembly): Record<string, string | undefined> {
  const path = 'LaunchTemplateData.BlockDeviceMappings';
  const devices = (valueAt(properties, path) ?? []) as readonly { readonly Ebs?: Properties }[];
  if (devices.length === 0) return { [path]: 'is empty, so that volumes are as the image has them; name them' };
  return Object.fromEntries(
    devices.flatMap(({ Ebs }, index) => [
      [`${path}.${index}.Ebs.Encrypted`, switchProblem(Ebs?.Encrypted)],
      [`${path}.${index}.Ebs.KmsKeyId`, keyProblem(Ebs?.KmsKeyId, stack, assembly)],
    ]),
  );
}

function switchProblem(value: unknown): string | undefined {
  return value === true ? undefined : `is ${JSON.stringify(value ?? 'missing')}; set it to true`;
}
