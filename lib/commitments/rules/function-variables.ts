import type { TemplateResource } from '../assembly';

/** What a function reads from its environment, by name. */
export function variablesOf({ properties }: Pick<TemplateResource, 'properties'>): Readonly<Record<string, unknown>> {
  const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
  return Variables;
}
