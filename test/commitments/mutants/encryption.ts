// Mutations reach into templates, whose properties have CloudFormation's own names and any shape.
/* eslint-disable @typescript-eslint/no-unsafe-return, @typescript-eslint/no-unsafe-call, @typescript-eslint/no-unsafe-argument */
import { replaced } from './mutation';
import type { Mutations, Raw } from './mutation';

export const encryptionMutants: Mutations = {
  'CR-01.CertificateKey': [
    (p, type) => type.endsWith('Certificate') && (p.KeyAlgorithm = 'EC_prime256v1'),
    (p, type) => type.endsWith('Certificate') && delete p.KeyAlgorithm,
    (p, type) => {
      if (type.endsWith('ClientVpnEndpoint')) p.ServerCertificateArn = 'arn:aws:acm:eu-west-1:1:certificate/1';
      if (type.endsWith('Listener')) p.Certificates = [];
    },
  ],
  'CR-02.HttpRedirects': [(p) => ((p.DefaultActions ?? p.Actions)[0].Type = 'forward')],
  'CR-02.TlsPolicy': [(p) => (p.SslPolicy = 'ELBSecurityPolicy-TLS-1-1-2017-01')],
  'CR-02.StrictTransport': [
    (p) => (p.ListenerAttributes = []),
    (p) => (p.ListenerAttributes[0].Value = 'max-age=3600; includeSubDomains'),
  ],
  'CR-03.EndpointsByTls': [
    (p, type) => {
      if (type.endsWith('TargetGroup')) p.Protocol = 'HTTP';
      if (type.endsWith('ConfigurationSet')) p.DeliveryOptions.TlsPolicy = 'OPTIONAL';
      if (type.endsWith('Subscription')) p.Protocol = 'http';
      if (type.endsWith('UserPoolDomain') && p.CustomDomainConfig) p.CustomDomainConfig.SecurityPolicy = 'TLS_V1';
    },
    (p) => p.CustomDomainConfig && delete p.CustomDomainConfig.SecurityPolicy,
  ],
  'CR-03.StoresByTls': [
    (p, type) => type.endsWith('Policy') && withoutCondition(p, 'aws:SecureTransport'),
    (p, type) => type.endsWith('BucketPolicy') && withoutCondition(p, 's3:TlsVersion'),
    replaced((one) => (one.type.endsWith('Policy') ? one : { ...one, logicalId: 'Other' })),
  ],
  'CR-04.DatabaseTls': [
    (p, type) => type.endsWith('Group') && (p.Parameters.ssl_min_protocol_version = 'TLSv1'),
    (p, type) => (type.endsWith('Group') ? delete p.Parameters['rds.force_ssl'] : delete p.DBParameterGroupName),
  ],
  'CR-05.VolumesEncrypted': [
    (p, type) =>
      type.endsWith('LaunchTemplate')
        ? (p.LaunchTemplateData.BlockDeviceMappings[0].Ebs.Encrypted = false)
        : p.StorageEncrypted && (p.StorageEncrypted = false),
    (p, type) =>
      type.endsWith('LaunchTemplate')
        ? delete p.LaunchTemplateData.BlockDeviceMappings[0].Ebs.KmsKeyId
        : (p.KmsKeyId = 'alias/aws/rds'),
    (p, type) => type.endsWith('LaunchTemplate') && delete p.LaunchTemplateData.BlockDeviceMappings,
  ],
  'CR-06.LogKey': [(p) => delete p.KmsKeyId],
  'CR-06.StoresEncrypted': [
    (p) => withKeys(p, undefined),
    (p) => withKeys(p, 'alias/aws/other'),
    (p) => withKeys(p, { Ref: 'Nowhere' }),
    (p, type) => type.endsWith('Bucket') && delete p.BucketEncryption,
  ],
  'CR-08.PasswordHashes': [
    (p) => (p.Parameters.password_encryption = 'md5'),
    (p) => delete p.Parameters['rds.accepted_password_auth_method'],
  ],
  'CR-09.NoPlainSecrets': [
    (p, type) => type.endsWith('Function') && p.Environment && (p.Environment.Variables.DATABASE_PASSWORD = 'hunter2'),
    (p, type) =>
      type.endsWith('TaskDefinition') &&
      (p.ContainerDefinitions[0].Environment = [{ Name: 'DATABASE_URL', Value: 'postgres://site:hunter2@host/db' }]),
    (p, type) =>
      type.endsWith('LaunchTemplate') &&
      (p.LaunchTemplateData.UserData = { 'Fn::Base64': 'cat > key.pem\n-----BEGIN PRIVATE KEY-----' }),
  ],
  'CR-09.ProviderSecret': [(p) => (p.ProviderDetails.client_secret = 'in-plain-sight')],
  'CR-10.KeysOfAws': [
    (p) => (p.KeySpec = 'RSA_2048'),
    (p) => (p.Origin = 'EXTERNAL'),
    (p) => (p.Enabled = false),
    (p) => delete p.EnableKeyRotation,
    (p) => (p.RotationPeriodInDays = 730),
  ],
};

function withoutCondition(policy: Raw, key: string): void {
  const { Statement } = policy.PolicyDocument;
  policy.PolicyDocument.Statement = Statement.filter((one: Raw) => !JSON.stringify(one.Condition ?? {}).includes(key));
}

/** Puts another key in the place of each that properties name for what they keep. */
function withKeys(properties: Raw, key: unknown): void {
  for (const [name, value] of Object.entries(properties)) {
    if (
      /^(EncryptionKey|EncryptionKeyArn|KMSKeyId|KmsKeyId|KmsKeyArn|KmsMasterKeyId|KMSMasterKeyI[Dd]|KeyARN)$/.test(
        name,
      )
    ) {
      properties[name] = key;
    } else if (typeof value === 'object' && value !== null) {
      withKeys(value, key);
    }
  }
}
