/**
 * What AWS does not have in every region, and does without where a recovery region has become active. Synth says what
 * more is lacking: CloudFormation's own check knows the types of each region.
 */
export const WITHOUT: Readonly<Record<'SES' | 'function URLs', readonly string[]>> = {
  /** Cognito sends mail itself, fifty a day. */
  SES: ['ap-southeast-4'],
  /** Support has no address to ask for access at. */
  'function URLs': ['ap-southeast-4'],
};

/** Whether a region lacks something. */
export function lacks(region: string, service: keyof typeof WITHOUT): boolean {
  return WITHOUT[service].includes(region);
}
