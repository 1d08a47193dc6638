interface FieldSelector {
  readonly Field: string;
  readonly Equals?: readonly string[];
  readonly StartsWith?: readonly string[];
  readonly NotStartsWith?: readonly string[];
}

/** What a trail records: for each advanced selector, what it asks of which field. */
export function selectorsOf(trail: Readonly<Record<string, unknown>>): Partial<Record<string, FieldSelector>>[] {
  const { AdvancedEventSelectors = [] } = trail as {
    AdvancedEventSelectors?: readonly { readonly FieldSelectors: readonly FieldSelector[] }[];
  };
  return AdvancedEventSelectors.map(({ FieldSelectors }) =>
    Object.fromEntries(FieldSelectors.map((selector) => [selector.Field, selector])),
  );
}
