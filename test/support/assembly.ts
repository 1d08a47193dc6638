import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { loadPlatform } from '../../lib/config/load';
import { createApp } from '../../lib/platform/app';
import { addStages } from '../../lib/platform/stages';
import { exampleFolder } from './example-folder';

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

/** The example platform, synthesized without checks, for all that only read it. */
export function exampleAssembly(): CloudAssembly {
  return new CloudAssembly(exampleFolder());
}

export interface ExampleProps {
  /** Where to. @default - a temporary directory */
  readonly outdir?: string;
  /** Adds checks, for one. @default - nothing */
  readonly prepare?: (app: App) => void;
}

/** Synthesizes the example platform. */
export function synthesizeExample({ outdir, prepare }: ExampleProps = {}): CloudAssembly {
  const app = createApp({ outdir: outdir ?? mkdtempSync(join(tmpdir(), 'cordon-assembly-')) });
  prepare?.(app);
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
