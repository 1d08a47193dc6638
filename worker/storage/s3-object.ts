import type { RegionalClients } from '../aws/regional-clients';
import { WorkerError } from '../errors';
import { Bucket } from './bucket';
import { parseS3Address } from './s3-address';

/** One object that an address names. */
export interface S3Object {
  /** @throws WorkerError BadRequest if there is none. */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** @param uri `s3://<bucket>/<key>`, in the region that the program runs in. */
export function s3Object(uri: string, aws: RegionalClients, region: string | undefined): S3Object {
  const { bucket: name, key } = parseS3Address(uri);
  if (!region) throw new WorkerError('BadRequest', `AWS_REGION must be set, as ${uri} says no region`);
  const bucket = new Bucket(aws.s3(region), region, name);
  return {
    async read() {
      const text = await bucket.getText(key);
      if (text === undefined) throw new WorkerError('BadRequest', `There is no ${uri}`);
      return text;
    },
    async write(text) {
      await bucket.put(key, text, {});
    },
  };
}
