/** Secrets that CloudWatch Logs knows by itself. */
const MANAGED = ['AwsSecretKey', 'OpenSshPrivateKey', 'PgpPrivateKey', 'PkcsPrivateKey', 'PuttyPrivateKey'];

/** Ours. CloudWatch allows few characters here: no parentheses, quotation marks or colons. */
const OWN: Readonly<Record<string, string>> = {
  JsonWebToken: 'eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*',
  SiteApiKey: 'ck_[a-z][a-z0-9-]{1,40}_[0-9a-f]{16}_[A-Za-z0-9_-]{43}',
  AssignedPassword: '[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd].{1,4}[^ ,]{4,64}',
};

/**
 * Masks what looks like a password, token or key in a log group, and counts it (LG-03): the last net below the
 * application's own redaction.
 */
export function recordProtection(): object {
  const DataIdentifier = [
    ...MANAGED.map((name) => `arn:aws:dataprotection::aws:data-identifier/${name}`),
    ...Object.keys(OWN),
  ];
  return {
    Name: 'NoSecrets',
    Description: 'Masks passwords, tokens and keys',
    Version: '2021-06-01',
    Configuration: { CustomDataIdentifier: Object.entries(OWN).map(([Name, Regex]) => ({ Name, Regex })) },
    Statement: [
      { Sid: 'Count', DataIdentifier, Operation: { Audit: { FindingsDestination: {} } } },
      { Sid: 'Mask', DataIdentifier, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
  };
}
