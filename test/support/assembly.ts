import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { loadPlatform } from '../../lib/config/load';
import { createApp } from '../../lib/platform/app';
import { addStages } from '../../lib/platform/stages';

export interface Template {
  readonly Resources: Readonly<
    Record<
      string,
      { readonly Type: string; readonly Properties?: Record<string, unknown>; readonly [key: string]: unknown }
    >
  >;
  readonly [section: string]: unknown;
}

export interface SynthesizedStack {
  readonly stage: string;
  readonly stack: string;
  readonly template: Template;
}

/** Synthesizes the example platform, without checks unless `prepare` adds them. */
export function synthesizeExample(prepare: (app: App) => void = () => undefined): CloudAssembly {
  const app = createApp({ outdir: mkdtempSync(join(tmpdir(), 'cordon-assembly-')) });
  prepare(app);
  addStages(app, loadPlatform('config'));
  return app.synth();
}

export function stacksOf(assembly: CloudAssembly): SynthesizedStack[] {
  return assembly.nestedAssemblies.flatMap(({ displayName, nestedAssembly }) =>
    nestedAssembly.stacks.map((stack) => ({
      stage: displayName,
      stack: stack.hierarchicalId.split('/').pop() ?? '',
      template: stack.template as Template,
    })),
  );
}
