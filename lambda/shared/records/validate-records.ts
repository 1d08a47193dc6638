import { RECORD_SCHEMAS } from './access-record';
import { redact } from './redaction';

export interface RecordProblem {
  /** Line of the text, counted from one. */
  readonly line: number;
  readonly problem: string;
}

/** Everything that is wrong with records, a JSON object a line; never repeats what a line says. */
export function problemsOf(text: string): RecordProblem[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      content.trim() === '' ? [] : problemsOfLine(content).map((problem) => ({ line: index + 1, problem })),
    );
}

function problemsOfLine(content: string): string[] {
  let record: unknown;
  try {
    record = JSON.parse(content);
  } catch {
    return ['is no JSON object; write each record as JSON on a line of its own'];
  }
  const type = (record as { type?: unknown } | null)?.type;
  if (type !== 'access' && type !== 'change') return ["type: must be 'access' or 'change'"];
  const result = RECORD_SCHEMAS[type].safeParse(record);
  const issues = result.success ? [] : result.error.issues;
  const secrets = JSON.stringify(redact(record)) === JSON.stringify(record) ? [] : ['holds what looks like a secret'];
  return [...issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`), ...secrets];
}
