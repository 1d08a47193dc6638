/** Identity providers by their names in the user pool; what a user's name begins with, in whatever case. */
export const PROVIDERS = ['Google', 'Facebook', 'LinkedIn'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** Somebody's account at a provider. */
export interface Identity {
  readonly provider: Provider;
  /** The person's id there. */
  readonly subject: string;
}
