import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One proactive Control Tower rule: a file in the Guard language. */
export interface GuardRule {
  /** Control Tower's id, such as `CT.RDS.PR.23`. */
  readonly id: string;
  /** Name inside the file, by which the engine reports it. */
  readonly name: string;
  readonly file: string;
  /** Resource types that it judges: without one of them in a template it has nothing to say. */
  readonly subjects: ReadonlySet<string>;
  /** Every resource type that it may look at, subjects and what they refer to. */
  readonly types: ReadonlySet<string>;
  /** Every word in its code: a rule reads a property by its name only, so any other property is nothing to it. */
  readonly words: ReadonlySet<string>;
}

/** A rule that AWS's own services have outgrown, and what stands in for it. */
export interface StaleRule {
  readonly reason: string;
  /** Rule of our own pack that checks the same thing as it is written today. */
  readonly instead: string;
}

/** Rules that no correct template can satisfy any more; each is replaced by one of ours. */
export const STALE_RULES: Readonly<Record<string, StaleRule>> = {
  'CT.AUTOSCALING.PR.1': {
    reason:
      'Reads AvailabilityZones only. A group in a VPC names subnets in VPCZoneIdentifier and may leave AvailabilityZones out, as CDK does, so the rule fails every group in a VPC.',
    instead: 'AV-01.ServersSpanZones',
  },
  'CT.GUARDDUTY.PR.1': {
    reason:
      'Reads DataSources.S3Logs. GuardDuty refuses DataSources next to Features, which replaced them and which alone can name RDS, Lambda and runtime monitoring.',
    instead: 'NW-10.ThreatDetectionFeatures',
  },
};

const PACKAGE = dirname(require.resolve('@cdklabs/cdk-validator-cfnguard/package.json'));
const RULES = join(PACKAGE, 'rules/control-tower/cfn-guard');

export interface GuardRuleSet {
  readonly rules: readonly GuardRule[];
  /** Digest of all enabled rules: a verdict holds for this set only. */
  readonly version: string;
}

let loaded: GuardRuleSet | undefined;

/** All Control Tower rules but the stale ones; read and parsed once per process. */
export function controlTowerRules(): GuardRuleSet {
  loaded ??= load();
  return loaded;
}

/** Folder of the package that carries the rules and the engine's binaries. */
export const guardPackage = PACKAGE;

function load(): GuardRuleSet {
  const digest = createHash('sha256').update(readFileSync(join(PACKAGE, 'package.json')));
  const rules: GuardRule[] = [];
  const files = readdirSync(RULES, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.guard'));
  for (const file of files.sort()) {
    const source = readFileSync(join(RULES, file), 'utf8');
    const rule = parseRule(join(RULES, file), source);
    if (rule.id in STALE_RULES) continue;
    digest.update(source);
    rules.push(rule);
  }
  return { rules, version: digest.digest('hex') };
}

/**
 * Reads what a rule file is about. All files have one shape: `let X_TYPE = "AWS::…"`, then
 * `let things = Resources.*[ Type == %X_TYPE ]`, then one rule of the same name for templates and for hooks.
 */
export function parseRule(file: string, source: string): GuardRule {
  const code = source.replace(/^\s*#.*$/gm, '');
  const constants = new Map<string, string[]>();
  for (const [, name, value] of code.matchAll(/^let (\w+)\s*=\s*("[^"]*"|'[^']*'|\[[^\]]*\])/gm)) {
    constants.set(name!, typesIn(value!));
  }
  const subjects = [...code.matchAll(/\bResources(?:\.\*)?\[([^\]]*)\]/g)].flatMap(([, filter]) => [
    ...typesIn(filter!),
    ...[...filter!.matchAll(/Type\s*(?:==|in|IN)\s*%(\w+)/g)].flatMap(([, name]) => constants.get(name!) ?? []),
  ]);
  const name = /^rule (\w+) when/m.exec(code)?.[1];
  if (!name || subjects.length === 0) throw new Error(`${file}: not in the shape of a Control Tower rule`);
  return {
    id: basename(file, '.guard')
      .toUpperCase()
      .replace(/-PR-(\d+)$/, '.PR.$1')
      .replace(/^CT-/, 'CT.'),
    name,
    file,
    subjects: new Set(subjects),
    types: new Set(typesIn(code)),
    words: new Set(code.match(/\w+/g)),
  };
}

function typesIn(text: string): string[] {
  return text.match(/AWS::\w+::\w+/g) ?? [];
}
