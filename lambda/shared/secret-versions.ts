/** Staging labels that Secrets Manager moves between the versions of a secret. */
export type Stage = 'AWSCURRENT' | 'AWSPENDING' | 'AWSPREVIOUS';

export interface SecretDescription {
  readonly name: string;
  /** False once it was switched off; a secret that is being set up for rotation counts as enabled. */
  readonly rotationEnabled: boolean;
  /** Labels of each version. */
  readonly stages: Readonly<Record<string, readonly string[]>>;
}

/** The few operations on one secret that a rotation needs. */
export interface SecretVersions {
  describe(): Promise<SecretDescription>;
  /** The value of the version with that label (and id, where given); undefined where there is none yet. */
  read(stage: Stage, version?: string): Promise<string | undefined>;
  /** Stores the value of a pending version. Repeating it with the same value changes nothing. */
  writePending(version: string, value: string): Promise<void>;
  /** Makes a version the current one; the one that was becomes the previous. */
  makeCurrent(version: string, insteadOf: string | undefined): Promise<void>;
}
