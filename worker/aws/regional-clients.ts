import { KMS } from '@aws-sdk/client-kms';
import { S3Client } from '@aws-sdk/client-s3';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { STS } from '@aws-sdk/client-sts';

export interface ClientSettings {
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The clients of AWS services in each region, made once. */
export class RegionalClients {
  private readonly made = new Map<string, unknown>();

  /** @param settings Of a region's clients. Default: the SDK finds them in its environment. */
  constructor(private readonly settings: (region: string) => ClientSettings = () => ({})) {}

  public s3(region: string): S3Client {
    return this.once(`s3 ${region}`, () => new S3Client(this.config(region)));
  }

  public kms(region: string): KMS {
    return this.once(`kms ${region}`, () => new KMS(this.config(region)));
  }

  public secrets(region: string): SecretsManagerClient {
    return this.once(`secrets ${region}`, () => new SecretsManagerClient(this.config(region)));
  }

  public sts(region: string): STS {
    return this.once(`sts ${region}`, () => new STS(this.config(region)));
  }

  private config(region: string) {
    // A region that is lost must not hold up a restore from the other one for minutes.
    return { region, ...this.settings(region), requestHandler: { connectionTimeout: 5_000 } };
  }

  private once<T>(key: string, make: () => T): T {
    if (!this.made.has(key)) this.made.set(key, make());
    return this.made.get(key) as T;
  }
}
