import type { RegionalClients } from '../aws/regional-clients';
import { WorkerError } from '../errors';
import { Bucket } from './bucket';

/** One object that an address names. */
export interface S3Object {
  /** @throws WorkerError BadRequest if there is none. */
  read(): Promise<string>;
  write(text: string): Promise<void>;
}

/** @param uri `s3://<bucket>/<key>`, in the region that the program runs in. */
export function s3Object(uri: string, aws: RegionalClients, region: string | undefined): S3Object {
  const [, name, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (!name || !key)
    throw new WorkerError('BadRequest', `'${uri}' is no address of an object: write s3://<bucket>/<key>`);
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
