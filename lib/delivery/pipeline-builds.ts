import { Duration } from 'aws-cdk-lib';
import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as kms from 'aws-cdk-lib/aws-kms';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import type { RegionalLogs } from '../audit/regional-logs';
import { deliveryOrder, needsApproval } from '../config/delivery';
import type { Environment, Place, Platform } from '../config/platform';
import { bucketArn, deliveryBuildRoleName, deliveryExternalId, deliveryRoleName, roleArn } from '../platform/names';
import type { DeliveryAccess } from '../platform/names';
import { PipelineBuild } from './pipeline-build';

export interface PipelineBuildsProps {
  readonly place: Place;
  readonly platform: Platform;
  /** Locked: reports of scans stay in it for 400 days. */
  readonly archive: s3.IBucket;
  readonly key: kms.IKey;
  readonly logs: Pick<RegionalLogs, 'key'>;
}

/** Folder of the report of ZAP, and its file. */
const REPORT = { folder: 'scan', file: 'report.json' };
/** Name of the artifact that the assembly is, by which builds find its folder. */
export const ASSEMBLY = 'Assembly';
export const SCAN_REPORT = 'ScanReport';

/** The builds of the pipeline, each with a role that can do its own work alone. */
export class PipelineBuilds extends Construct {
  public readonly check: PipelineBuild;
  public readonly review: PipelineBuild;
  public readonly analyse: PipelineBuild;
  public readonly assemble: PipelineBuild;
  public readonly scan: PipelineBuild;
  public readonly judge: PipelineBuild;
  /** By name of the environment. */
  public readonly compare: ReadonlyMap<string, PipelineBuild>;
  public readonly deploy: ReadonlyMap<string, PipelineBuild>;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineBuildsProps,
  ) {
    super(scope, id);
    this.check = this.build('Check', 'Types, style and all tests', [
      'apt-get update && xargs apt-get install --yes < test/support/debian-packages.txt',
      'npm test',
    ]);
    this.review = this.build('Review', 'What the change does to the last release', [
      'npm run review -- --base "$(git describe --tags --abbrev=0 HEAD^)"',
    ]);
    this.analyse = this.build('Analyse', 'Weaknesses in our code and in what it depends on', [
      'npm run check:code',
      'npm run check:dependencies',
    ]);
    const templates = 'The templates of all stages, under every check';
    this.assemble = this.build('Assemble', templates, ['npm run synth'], { artifact: 'cdk.out' });
    this.scan = this.zap();
    this.judge = this.judging();
    this.compare = this.inAccounts('compare', (environment) => needsApproval(environment));
    this.deploy = this.inAccounts('deploy', () => true);
  }

  public get all(): PipelineBuild[] {
    const { check, review, analyse, assemble, scan, judge, compare, deploy } = this;
    return [check, review, analyse, assemble, scan, judge, ...compare.values(), ...deploy.values()];
  }

  private build(
    id: string,
    description: string,
    commands: readonly string[],
    more: Partial<ConstructorParameters<typeof PipelineBuild>[2]> = {},
  ): PipelineBuild {
    const { place, platform, key, logs } = this.props;
    const { connection } = platform.config.delivery;
    return new PipelineBuild(this, id, { description, commands, place, connection, key, logs, ...more });
  }

  /** Runs in ZAP's own image, with no right but to hand on its report; what its findings mean is judged elsewhere. */
  private zap(): PipelineBuild {
    const { platform } = this.props;
    const { scan } = platform.config.delivery;
    const commands = [
      `mkdir -p /zap/wrk ${REPORT.folder}`,
      // It exits with 1 or 2 where it finds something, and with 3 where it could not scan.
      `zap-full-scan.py -t https://${platform.scannedHost} -J ${REPORT.file} -r report.html -m 5 -T 90 || [ $? -lt 3 ]`,
      `cp /zap/wrk/${REPORT.file} /zap/wrk/report.html ${REPORT.folder}/`,
    ];
    return this.build('Scan', 'Attacks a copy of a site, as ZAP knows how', commands, {
      image: codebuild.LinuxBuildImage.fromDockerRegistry(scan.image),
      installs: false,
      artifact: REPORT.folder,
      timeout: Duration.hours(2),
    });
  }

  private judging(): PipelineBuild {
    const { place, platform, archive } = this.props;
    const folder = `"$CODEBUILD_SRC_DIR_${SCAN_REPORT}"`;
    const command = `npm run scan:judge -- --stop-at ${platform.config.delivery.scan.stopAt} --bucket ${archive.bucketName} --release "$RELEASE" ${folder}`;
    return this.build('Judge', 'Keeps the report of a scan, and judges it', [command], {
      may: [
        new iam.PolicyStatement({
          actions: ['s3:PutObject'],
          resources: [`${bucketArn(place, 'delivery-archive')}/scans/*`],
        }),
      ],
    });
  }

  /** Builds that work in the account of an environment, by the role that is there for them. */
  private inAccounts(access: DeliveryAccess, where: (environment: Environment) => boolean): Map<string, PipelineBuild> {
    const environments = deliveryOrder(this.props.platform).filter(where);
    return new Map(environments.map((environment) => [environment.name, this.inAccount(access, environment)]));
  }

  private inAccount(access: DeliveryAccess, { name, account }: Environment): PipelineBuild {
    const { platform } = this.props;
    const there = { platform: platform.name, environment: name, account };
    const role = roleArn(there, deliveryRoleName(there, access));
    const profile = [
      '[profile delivery]',
      `role_arn = ${role}`,
      `external_id = ${deliveryExternalId(there)}`,
      'credential_source = EcsContainer',
      'role_session_name = delivery',
    ];
    const assembly = `--app "$CODEBUILD_SRC_DIR_${ASSEMBLY}"`;
    const work = {
      compare: `npx cdk diff ${assembly} '${name}-*/*'`,
      deploy: `npm run release -- "$STEP" ${assembly} --environment ${name} --release "$RELEASE" $REGION`,
    };
    return this.build(
      `${access === 'deploy' ? 'DeployTo' : 'CompareWith'}-${name}`,
      access === 'deploy' ? `Deploys to ${name}` : `Compares a release with what is deployed in ${name}`,
      [
        'mkdir -p ~/.aws',
        `printf '%s\\n' ${profile.map((line) => `'${line}'`).join(' ')} > ~/.aws/config`,
        work[access],
      ],
      {
        roleName: deliveryBuildRoleName(platform.name, name, access),
        variables: { AWS_PROFILE: 'delivery' },
        may: [new iam.PolicyStatement({ actions: ['sts:AssumeRole'], resources: [role] })],
        timeout: Duration.hours(8),
        ...(access === 'deploy' && {
          // The worker's image is for arm64.
          image: codebuild.LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_4_0,
          buildsImages: true,
        }),
      },
    );
  }
}
