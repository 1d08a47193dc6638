import { Stack } from 'aws-cdk-lib';
import type { StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';

export interface PlatformStackProps extends Omit<StackProps, 'env' | 'terminationProtection'> {
  readonly place: Place;
  readonly description: string;
}

/** A stack at a place of the config: concrete account, region and zones, protected against deletion. */
export abstract class PlatformStack extends Stack {
  public readonly place: Place;

  protected constructor(scope: Construct, id: string, props: PlatformStackProps) {
    super(scope, id, {
      ...props,
      env: { account: props.place.account, region: props.place.region },
      terminationProtection: true,
    });
    this.place = props.place;
  }

  /** From the config instead of a lookup, which would ask the account. */
  public override get availabilityZones(): string[] {
    return [...this.place.zones];
  }
}
