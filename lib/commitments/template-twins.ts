import { createHash } from 'node:crypto';
import type { GuardRule } from './guard-rules';

export interface CloudFormationTemplate {
  readonly Resources?: Readonly<Record<string, TemplatePart>>;
}
interface TemplatePart {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** What the rules can see of a template, and the rules that have something to say about it. */
export interface Slice {
  readonly rules: readonly GuardRule[];
  readonly template: CloudFormationTemplate;
}

/**
 * Cuts a template down to what its rules can see. A rule reaches a resource only by its type and a property only by
 * its name, so the verdict on the slice is the verdict on the template.
 */
export function sliceFor({ Resources = {} }: CloudFormationTemplate, all: readonly GuardRule[]): Slice {
  const present = new Set(Object.values(Resources).map(({ Type }) => Type));
  const rules = all.filter(({ subjects }) => [...subjects].some((type) => present.has(type)));
  const visible = new Map<string, Set<string>>();
  for (const { types, words } of rules) {
    for (const type of types) visible.set(type, new Set([...(visible.get(type) ?? []), ...words]));
  }
  const parts = Object.entries(Resources).flatMap(([logicalId, part]) => {
    const words = visible.get(part.Type);
    return words ? [[logicalId, cut(part, words)] as const] : [];
  });
  return { rules, template: { Resources: Object.fromEntries(parts) } };
}

function cut({ Type, Properties }: TemplatePart, words: ReadonlySet<string>): TemplatePart {
  if (!Properties) return { Type };
  return { Type, Properties: Object.fromEntries(Object.entries(Properties).filter(([name]) => words.has(name))) };
}

/** What twins may differ in, none of which any rule reads: see the test of this file, which holds the rules to it. */
const DIFFERENCES: readonly (readonly [RegExp, string])[] = [
  [/\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov)?-(?:north|south|east|west|central)+-\d[a-f]?\b/g, '<region>'],
  [/\b\d{12}\b/g, '<account>'],
  [/\b(?:10|172\.(?:1[6-9]|2\d|3[01])|192\.168)(?:\.\d{1,3}){2,3}(?=\/\d)/g, '<range>'],
  [/(?<="\*\.)(?:[a-z0-9-]+\.)+[a-z]{2,}(?=")/g, '<domain>'],
];

/**
 * A digest that is the same for templates that differ only in environment, region, zones, account and ranges.
 *
 * @param version of the rules, without which a verdict means nothing
 */
export function fingerprint(slice: Slice, environment: string, version: string): string {
  let text = JSON.stringify(slice.template);
  for (const [difference, placeholder] of DIFFERENCES) text = text.replace(difference, placeholder);
  text = text.replace(new RegExp(`\\b${environment}\\b`, 'g'), '<environment>');
  return createHash('sha256').update(version).update(text).digest('hex');
}
