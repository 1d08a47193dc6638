import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import type { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { bundledCode } from '../../../lib/platform/bundle';
import type { EmbeddedAws } from '../../../rehearsal/embedded-aws';

/**
 * Deploys a function of ours, as it is bundled, to the embedded AWS.
 *
 * @param entry Folder under `lambda/`.
 * @returns its ARN.
 */
export async function deployFunction(
  aws: EmbeddedAws,
  entry: string,
  environment: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = bundledCode(entry).path;
  const zip = new ZipFile();
  for (const file of readdirSync(folder)) zip.addFile(join(folder, file), file);
  return deployCode(aws, entry, zip, environment);
}

/**
 * Deploys a function whose handler is that of `index.js`.
 *
 * @returns its ARN.
 */
export async function deployCode(
  aws: EmbeddedAws,
  name: string,
  zip: ZipFile,
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  zip.end();
  const code = await buffer(zip.outputStream as Readable);
  const scope = `${aws.account}/20260101/${aws.region}/lambda/aws4_request`;
  const answer = await fetch(`${aws.endpoint}/2015-03-31/functions`, {
    method: 'POST',
    headers: { authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0` },
    body: JSON.stringify({
      FunctionName: name,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Role: `arn:aws:iam::${aws.account}:role/${name}`,
      Timeout: 60,
      Environment: { Variables: environment },
      Code: { ZipFile: code.toString('base64') },
    }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(text);
  return (JSON.parse(text) as { FunctionArn: string }).FunctionArn;
}
