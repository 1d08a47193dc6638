import { CfnResource } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Name, in a resource's metadata, of what is declared of how long it keeps what it holds. */
export const RETENTION_METADATA = 'cordon:retention';

/** How long a store keeps what it holds, where its own settings don't say so. Auditors read it. */
export interface DeclaredRetention {
  /** What bounds it: whose life, or which program; a stranger must be able to check it. */
  readonly because: string;
  /** The longest that anything in it lives, in days. @default - no number: as long as what `because` names */
  readonly days?: number;
}

/** Declares how long a store keeps what it holds (TN-19). Without, and without a setting that says so, synth fails. */
export function declareRetention(store: IConstruct, declared: DeclaredRetention): void {
  const resource = CfnResource.isCfnResource(store) ? store : store.node.defaultChild;
  if (!CfnResource.isCfnResource(resource))
    throw new Error(`${store.node.path} is no resource that could hold anything`);
  resource.addMetadata(RETENTION_METADATA, declared);
}
