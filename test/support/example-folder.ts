import { oncePerRun } from './once-per-run';

/**
 * Folder of the synthesized example platform. Whoever finds it made needs nothing of CDK, which takes seconds to load in
 * each test file.
 */
export function exampleFolder(): string {
  return oncePerRun('example-assembly', (outdir) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded by whoever makes the folder, and nobody else
    const { synthesizeExample } = require('./assembly') as typeof import('./assembly');
    synthesizeExample({ outdir });
  });
}
