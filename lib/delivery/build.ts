import { Duration, Validations } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { PlatformLogGroup } from '../audit/platform-log-group';
import type { RegionalLogs } from '../audit/regional-logs';

/** The version of Node.js that builds run on; what they need beside it is installed from the lock file. */
const NODE = '24';

export interface BuildProps {
  readonly description: string;
  /** What it runs, one after the other; the first that fails ends the build. */
  readonly commands: readonly string[];
  /** Encrypts what it makes. */
  readonly key: kms.IKey;
  /** Its key encrypts the log. */
  readonly logs: Pick<RegionalLogs, 'key'>;
  /** What it runs on. @default - Ubuntu with Node.js, and what the lock file says */
  readonly image?: codebuild.IBuildImage;
  /** Whether it may build images of containers, for which Docker wants the whole of its virtual machine. @default false */
  readonly buildsImages?: boolean;
  /** Environment variables; no secrets. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** Name of its role, where a policy of another account must know it. @default - given by CloudFormation */
  readonly roleName?: string;
  /** Folder that it hands on. @default - it hands nothing on */
  readonly artifact?: string;
  /** Whether packages are installed first. @default true */
  readonly installs?: boolean;
  /** After which it is ended. @default 1 hour */
  readonly timeout?: Duration;
}

/**
 * What all builds have in common: a role of their own that holds what is granted to it, an encrypted log kept for 400
 * days, and commands that stand in the template and not in the source that is built (IR-08).
 */
export class BuildParts extends Construct {
  public readonly role: iam.Role;
  private readonly logGroup: PlatformLogGroup;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: BuildProps,
  ) {
    super(scope, id);
    this.logGroup = new PlatformLogGroup(this, 'Logs', { key: props.logs.key });
    this.role = new iam.Role(this, 'Role', {
      roleName: props.roleName,
      description: props.description,
      assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com'),
    });
    this.logGroup.grantWrite(this.role);
    props.key.grant(this.role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  /** Properties of the project. */
  public get project(): codebuild.CommonProjectProps & { readonly buildSpec: codebuild.BuildSpec } {
    const { description, key, image, buildsImages, variables = {}, timeout } = this.props;
    return {
      description,
      role: this.role.withoutPolicyUpdates(),
      encryptionKey: key,
      environment: {
        buildImage: image ?? codebuild.LinuxBuildImage.STANDARD_8_0,
        computeType: codebuild.ComputeType.MEDIUM,
        privileged: buildsImages,
      },
      environmentVariables: Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, { value }])),
      timeout: timeout ?? Duration.hours(1),
      queuedTimeout: Duration.hours(8),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup: this.logGroup } },
      buildSpec: this.buildSpec,
    };
  }

  private get buildSpec(): codebuild.BuildSpec {
    const { commands, artifact, installs = true } = this.props;
    return codebuild.BuildSpec.fromObject({
      version: '0.2',
      env: { shell: 'bash', 'git-credential-helper': 'yes' },
      phases: {
        ...(installs && { install: { 'runtime-versions': { nodejs: NODE }, commands: ['npm ci'] } }),
        build: { 'on-failure': 'ABORT', commands: [...commands] },
      },
      ...(artifact !== undefined && { artifacts: { 'base-directory': artifact, files: ['**/*'] } }),
    });
  }

  /** Answers for what the packs find of a project of ours. */
  public acknowledge(project: codebuild.Project): void {
    Validations.of(project).acknowledge({
      id: 'PCI.DSS.321::PCI.DSS.321-CodeBuildProjectSourceRepoUrl',
      reason:
        'It signs in by a connection of CodeConnections, whose tokens AWS keeps and replaces; the rule knows only OAUTH.',
    });
    if (this.props.image?.imageId.includes('@sha256:')) {
      Validations.of(project).acknowledge({
        id: 'AwsSolutions::AwsSolutions-CB5',
        reason: 'The scanner comes in the image of its makers, which the config pins by digest.',
      });
    }
    if (!this.props.buildsImages) return;
    Validations.of(project).acknowledge({
      id: 'Control-Tower::CT.CODEBUILD.PR.4',
      reason:
        'The image of the site worker is built when it is deployed, and Docker needs a privileged build; each build has a virtual machine of its own, which ends with it.',
    });
  }
}
