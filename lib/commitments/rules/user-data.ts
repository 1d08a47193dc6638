interface Join {
  readonly 'Fn::Join'?: readonly [string, readonly unknown[]];
}

/** The lines of a launch template's user data, with a word in the place of what is known at deployment only. */
export function userDataOf({ LaunchTemplateData }: Readonly<Record<string, unknown>>): string[] {
  const { UserData } = (LaunchTemplateData ?? {}) as { UserData?: { readonly 'Fn::Base64'?: unknown } };
  const encoded = UserData?.['Fn::Base64'];
  if (typeof encoded === 'string') return encoded.split('\n');
  const [, parts = []] = (encoded as Join | undefined)?.['Fn::Join'] ?? [];
  return parts
    .map((part) => (typeof part === 'string' ? part : 'unknown'))
    .join('')
    .split('\n');
}
