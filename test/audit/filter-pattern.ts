type Json = Readonly<Record<string, unknown>>;

/** Whether an event matches a JSON filter pattern of CloudWatch Logs, for the operators that ours use. */
export function matchesFilter(pattern: string, event: Json): boolean {
  const tokens = pattern.match(/\$[\w.]+|&&|\|\||!=|=|NOT EXISTS|"[^"]*"|[\w.*-]+|[(){}]/g) ?? [];
  let at = 0;
  const next = () => tokens[at++];
  const expectToken = (token: string) => {
    const found = next();
    if (found !== token) throw new Error(`'${token}' expected, not '${found}', in ${pattern}`);
  };

  function either(): boolean {
    let value = both();
    while (tokens[at] === '||') {
      next();
      const right = both();
      value = value || right;
    }
    return value;
  }
  function both(): boolean {
    let value = term();
    while (tokens[at] === '&&') {
      next();
      const right = term();
      value = value && right;
    }
    return value;
  }
  function term(): boolean {
    const token = next()!;
    if (token === '(') {
      const value = either();
      expectToken(')');
      return value;
    }
    if (!token.startsWith('$.')) throw new Error(`A field expected, not '${token}', in ${pattern}`);
    const actual = token
      .slice(2)
      .split('.')
      .reduce<unknown>((value, key) => (value as Json | undefined)?.[key], event);
    const operator = next();
    if (operator === 'NOT EXISTS') return actual === undefined;
    const text = next()!.replaceAll('"', '');
    const equal = new RegExp(`^${text.split('*').map(escape).join('.*')}$`).test(String(actual));
    if (operator === '=') return actual !== undefined && equal;
    // A comparison with a field that isn't there holds for "not equal".
    if (operator === '!=') return actual === undefined || !equal;
    throw new Error(`Operator '${operator}' is not one that this test understands`);
  }

  expectToken('{');
  const result = either();
  expectToken('}');
  if (at !== tokens.length) throw new Error(`More than one expression in ${pattern}`);
  return result;
}

function escape(text: string): string {
  return text.replaceAll(/[.+?^$()|[\]\\{}]/g, '\\$&');
}
