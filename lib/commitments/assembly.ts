import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { groupBy } from '../config/group-by';

export type Properties = Readonly<Record<string, unknown>>;

/** A resource of a synthesized template, as CloudFormation will see it. */
export interface TemplateResource {
  readonly stack: StackTemplate;
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly metadata: Properties;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
}

/** Where a stack's template is, and where the stack will stand. */
export interface StackLocation {
  /** Construct path, `<stage>/<stack>`. */
  readonly path: string;
  /** CloudFormation's name for it. */
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  readonly templatePath: string;
}

interface RawTemplate {
  readonly Resources?: Readonly<
    Record<
      string,
      {
        readonly Type: string;
        readonly Properties?: Properties;
        readonly Metadata?: Properties;
        readonly DeletionPolicy?: string;
        readonly UpdateReplacePolicy?: string;
      }
    >
  >;
  readonly Outputs?: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >;
}

/** A synthesized stack. */
export class StackTemplate {
  public readonly stage: string;
  public readonly environment: string;
  public readonly resources: ReadonlyMap<string, TemplateResource>;
  /** Size of the template file in bytes; CloudFormation refuses more than 1 MB. */
  public readonly bytes: number;
  private readonly outputs: NonNullable<RawTemplate['Outputs']>;

  /** @param text content of the template file */
  constructor(
    public readonly location: StackLocation,
    public readonly text: string,
  ) {
    this.bytes = Buffer.byteLength(text);
    const template = JSON.parse(text) as RawTemplate;
    this.stage = location.path.split('/')[0]!;
    this.environment = environmentOf(this.stage, location.region);
    this.outputs = template.Outputs ?? {};
    this.resources = new Map(
      Object.entries(template.Resources ?? {}).map(([logicalId, resource]) => [
        logicalId,
        {
          stack: this,
          logicalId,
          type: resource.Type,
          properties: resource.Properties ?? {},
          metadata: resource.Metadata ?? {},
          deletionPolicy: resource.DeletionPolicy,
          updateReplacePolicy: resource.UpdateReplacePolicy,
        },
      ]),
    );
  }

  public static read(location: StackLocation): StackTemplate {
    return new StackTemplate(location, readFileSync(location.templatePath, 'utf8'));
  }

  /** Names under which it exports values to other stacks. */
  public get exports(): string[] {
    return Object.values(this.outputs).flatMap(({ Export }) => (Export ? [textOf(Export.Name)] : []));
  }

  /** The value behind an output, or behind the name under which it is exported. */
  public output(name: string): unknown {
    const exported = Object.values(this.outputs).find(({ Export }) => Export?.Name === name);
    return this.outputs[name]?.Value ?? exported?.Value;
  }
}

/** What is deployed to one environment and region, or to an account as a whole. */
export interface Stage {
  /** Such as `production-eu-central-1` or `production-account`. */
  readonly name: string;
  readonly environment: string;
  readonly region: string;
  readonly stacks: readonly StackTemplate[];
}

/** All stacks of a synth, and how they refer to each other. */
export class Assembly {
  /** All stages, each with its stacks. */
  public readonly stages: readonly Stage[];
  private exporters?: ReadonlyMap<string, StackTemplate>;

  constructor(public readonly stacks: readonly StackTemplate[]) {
    this.stages = [...groupBy(stacks, ({ stage }) => stage)].map(([name, members]) => ({
      name,
      stacks: members,
      environment: members[0]!.environment,
      region: members[0]!.location.region,
    }));
  }

  /** Reads a cloud assembly from its folder, such as `cdk.out`. */
  public static read(folder: string): Assembly {
    return new Assembly(locations(folder).map((location) => StackTemplate.read(location)));
  }

  public get resources(): TemplateResource[] {
    return this.stacks.flatMap((stack) => [...stack.resources.values()]);
  }

  /** The resource that a `Ref`, a `Fn::GetAtt` or an output of another stack stands for. */
  public target(value: unknown, from: StackTemplate): TemplateResource | undefined {
    if (typeof value !== 'object' || value === null) return undefined;
    const intrinsic = value as Intrinsic;
    const logicalId = intrinsic.Ref ?? [intrinsic['Fn::GetAtt'] ?? []].flat()[0]?.split('.')[0];
    if (logicalId !== undefined) return from.resources.get(logicalId);
    const output = intrinsic['Fn::GetStackOutput'];
    if (output) {
      const stack = this.stacks.find(({ location }) => location.stackName === output.StackName);
      return stack && this.target(stack.output(output.OutputName), stack);
    }
    const name = intrinsic['Fn::ImportValue'];
    this.exporters ??= new Map(this.stacks.flatMap((stack) => stack.exports.map((exported) => [exported, stack])));
    const exporter = name === undefined ? undefined : this.exporters.get(name);
    return exporter && name ? this.target(exporter.output(name), exporter) : undefined;
  }
}

interface Intrinsic {
  readonly Ref?: string;
  readonly 'Fn::GetAtt'?: string | readonly string[];
  readonly 'Fn::GetStackOutput'?: { readonly StackName: string; readonly OutputName: string };
  readonly 'Fn::ImportValue'?: string;
}

/** `production-eu-central-1` → `production`: a stage is an environment in a region, or its account as a whole. */
export function environmentOf(stage: string, region: string): string {
  return stage.replace(new RegExp(`-(?:${region}|account)$`), '');
}

/** What a value says; parts that only CloudFormation knows are shown as `<…>`. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  const { 'Fn::Join': join, 'Fn::Sub': sub } = (value ?? {}) as {
    'Fn::Join'?: readonly [string, readonly unknown[]];
    'Fn::Sub'?: unknown;
  };
  if (join) return join[1].map(textOf).join(join[0]);
  if (sub !== undefined) return textOf(Array.isArray(sub) ? sub[0] : sub);
  return value === undefined || value === null ? '' : `<${JSON.stringify(value)}>`;
}

interface Manifest {
  readonly artifacts?: Readonly<
    Record<
      string,
      {
        readonly type: string;
        readonly environment?: string;
        readonly displayName?: string;
        readonly properties?: {
          readonly directoryName?: string;
          readonly templateFile?: string;
          readonly stackName?: string;
        };
      }
    >
  >;
  readonly missing?: readonly { readonly key: string }[];
}

/** The manifest of an assembly folder and of every assembly nested in it. */
export function manifests(folder: string): { folder: string; manifest: Manifest }[] {
  const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as Manifest;
  const nested = Object.values(manifest.artifacts ?? {}).filter(({ type }) => type === 'cdk:cloud-assembly');
  return [
    { folder, manifest },
    ...nested.flatMap(({ properties }) => manifests(join(folder, properties?.directoryName ?? ''))),
  ];
}

function locations(root: string): StackLocation[] {
  return manifests(root).flatMap(({ folder, manifest }) =>
    Object.entries(manifest.artifacts ?? {})
      .filter(([, { type }]) => type === 'aws:cloudformation:stack')
      .map(([id, { displayName, environment, properties }]) => {
        const [account = '', region = ''] = (environment ?? '').replace('aws://', '').split('/');
        return {
          path: (displayName ?? id).split(' ')[0]!,
          stackName: properties?.stackName ?? id,
          account,
          region,
          templatePath: join(folder, properties?.templateFile ?? ''),
        };
      }),
  );
}
