import { verdict } from '../rule';
import type { Rule } from '../rule';

/** Days between two rotations at the most. */
const ROTATION = 365;

export const keysOfAws: Rule = {
  id: 'CR-10.KeysOfAws',
  keeps: ['CR-10', 'CR-05', 'CR-06'],
  statement: 'AWS makes and keeps the material of every key, for AES-256, and renews it every year.',
  types: ['AWS::KMS::Key'],
  judge({ properties }) {
    const {
      KeySpec: spec = 'SYMMETRIC_DEFAULT',
      Origin: origin = 'AWS_KMS',
      Enabled: enabled = true,
      EnableKeyRotation: rotates = false,
      RotationPeriodInDays: period = ROTATION,
    } = properties as {
      KeySpec?: string;
      Origin?: string;
      Enabled?: boolean;
      EnableKeyRotation?: boolean;
      RotationPeriodInDays?: number;
    };
    return verdict({
      KeySpec: spec === 'SYMMETRIC_DEFAULT' ? undefined : `is ${spec}; leave it out, for AES-256`,
      Origin: origin === 'AWS_KMS' ? undefined : `is ${origin}; leave it out, so that AWS makes the material`,
      Enabled: enabled ? undefined : 'is false, and what the key encrypts can’t be read; leave it out',
      EnableKeyRotation: rotates ? undefined : 'is not true; use CustomerManagedKey',
      RotationPeriodInDays: period <= ROTATION ? undefined : `is ${period} days; ${ROTATION} at the most are allowed`,
    });
  },
};
