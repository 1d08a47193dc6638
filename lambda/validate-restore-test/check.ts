/** Something that was looked at, and what is wrong with it, if anything. */
export interface Check {
  readonly what: string;
  readonly problem?: string;
}

export function check(what: string, good: boolean, problem: string): Check {
  return good ? { what } : { what, problem };
}

/** As much as AWS Backup is given of it; it states no limit. */
const LONGEST_MESSAGE = 1000;

export interface Verdict {
  readonly status: 'SUCCESSFUL' | 'FAILED';
  /** What was checked, what is wrong first. */
  readonly message: string;
}

/** What all the checks amount to. A drill that checked nothing has shown nothing. */
export function verdictOn(checks: readonly Check[]): Verdict {
  const problems = checks.flatMap(({ what, problem }) => (problem === undefined ? [] : [`${what}: ${problem}`]));
  const good = checks.filter(({ problem }) => problem === undefined).map(({ what }) => what);
  const status = problems.length === 0 && good.length > 0 ? 'SUCCESSFUL' : 'FAILED';
  const parts = [
    ...(problems.length > 0 ? [`Wrong: ${problems.join('; ')}.`] : []),
    ...(good.length > 0 ? [`Checked and good: ${good.join(', ')}.`] : []),
  ];
  return { status, message: parts.join(' ').slice(0, LONGEST_MESSAGE) };
}
