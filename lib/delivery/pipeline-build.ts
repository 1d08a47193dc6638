import * as codebuild from 'aws-cdk-lib/aws-codebuild';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { bucketArn } from '../platform/names';
import { acknowledgeWildcards } from '../platform/wildcards';
import { BuildParts } from './build';
import type { BuildProps } from './build';

export interface PipelineBuildProps extends BuildProps {
  readonly place: Place;
  /** Connection by which it fetches the source, with its history. */
  readonly connection: string;
  /** What it may do beyond that. @default - nothing */
  readonly may?: readonly iam.PolicyStatement[];
}

/** A build that the pipeline runs. */
export class PipelineBuild extends codebuild.PipelineProject {
  constructor(scope: Construct, id: string, { place, connection, may = [], ...props }: PipelineBuildProps) {
    const parts = new BuildParts(scope, `${id}Parts`, props);
    super(scope, id, parts.project);
    parts.acknowledge(this);
    const statements = [
      new iam.PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
        resources: [`${bucketArn(place, 'assemblies')}/*`],
      }),
      new iam.PolicyStatement({ actions: ['codeconnections:UseConnection'], resources: [connection] }),
      ...may,
    ];
    for (const statement of statements) parts.role.addToPolicy(statement);
    acknowledgeWildcards(parts.role, statements, 'The pipeline names what its builds hand on when they run.');
  }
}
