import { textOf } from '../assembly';
import type { Assembly, TemplateResource } from '../assembly';

export const PIPELINE = 'AWS::CodePipeline::Pipeline';

/** What a pipeline does, in the order in which it does it. */
export interface ReleaseStep {
  /** From 0. */
  readonly stage: number;
  readonly order: number;
  /** `Build`, `Approval`, `Invoke`, … */
  readonly category: string;
  /** What its build runs, as text; empty where it runs none. */
  readonly commands: string;
  /** Of a release into an environment: which, and which step of it. */
  readonly into?: { readonly environment: string; readonly step: string; readonly region: boolean };
}

export interface RawStage {
  readonly OnFailure?: { readonly Result?: string };
  readonly Actions?: readonly {
    readonly ActionTypeId?: { readonly Category?: string };
    readonly Configuration?: Readonly<Record<string, unknown>>;
    readonly RunOrder?: number;
  }[];
}

export function stagesOf({ properties }: TemplateResource): readonly RawStage[] {
  return (properties.Stages ?? []) as readonly RawStage[];
}

/** The steps of a pipeline. Judged more often than read, so each is computed from its template. */
export function releaseSteps(pipeline: TemplateResource, assembly: Assembly): ReleaseStep[] {
  return stagesOf(pipeline).flatMap(({ Actions = [] }, stage) =>
    Actions.map(({ ActionTypeId, Configuration = {}, RunOrder = 1 }): ReleaseStep => {
      const project = assembly.target(Configuration.ProjectName, pipeline.stack);
      const { BuildSpec } = (project?.properties.Source ?? {}) as { BuildSpec?: unknown };
      const commands = textOf(BuildSpec);
      const variables = textOf(Configuration.EnvironmentVariables);
      const environment = /npm run release -- .* --environment ([a-z0-9-]+) /.exec(commands)?.[1];
      return {
        stage,
        order: RunOrder,
        category: ActionTypeId?.Category ?? '',
        commands,
        ...(environment !== undefined && {
          into: {
            environment,
            step: /"name":"STEP","type":"PLAINTEXT","value":"([a-z]+)"/.exec(variables)?.[1] ?? '',
            region: variables.includes('--region '),
          },
        }),
      };
    }),
  );
}

/** Whether a step is over when another begins. */
export function before(one: ReleaseStep, other: ReleaseStep): boolean {
  return one.stage < other.stage || (one.stage === other.stage && one.order < other.order);
}
