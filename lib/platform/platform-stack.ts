import { CrossStackReferences, ReferenceStrength, Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';

export interface PlatformStackProps extends Omit<StackProps, 'env' | 'terminationProtection'> {
  readonly place: Place;
  readonly description: string;
  /**
   * Whether the stack holds customers' data. Its references to other stacks are then strong (exports): the value of
   * a weak one is unknown until an update runs, so CloudFormation would plan to replace what depends on it.
   * @default false
   */
  readonly holdsData?: boolean;
}

/** A stack at a place of the config: concrete account, region and zones, protected against deletion. */
export abstract class PlatformStack extends Stack {
  public readonly place: Place;

  protected constructor(scope: Construct, id: string, props: PlatformStackProps) {
    const { holdsData = false, ...rest } = props;
    super(scope, id, {
      ...rest,
      env: { account: props.place.account, region: props.place.region },
      terminationProtection: true,
    });
    if (holdsData) CrossStackReferences.of(this).consume(ReferenceStrength.STRONG);
    this.place = props.place;
  }

  /** From the config instead of a lookup, which would ask the account. */
  public override get availabilityZones(): string[] {
    return [...this.place.zones];
  }
}
