import { WorkerError } from '../errors';

/** @param uri `s3://<bucket>/<key>`. @throws WorkerError BadRequest */
export function parseS3Address(uri: string): { readonly bucket: string; readonly key: string } {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (!bucket || !key)
    throw new WorkerError('BadRequest', `'${uri}' is no address of an object: write s3://<bucket>/<key>`);
  return { bucket, key };
}
