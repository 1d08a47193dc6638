/** `npm run records:check -- <file>…`: whether what the application logs is what its log has to say (LG-01, LG-07). */
import { readFileSync } from 'node:fs';
import { problemsOf } from '../lambda/shared/records/validate-records';

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('Usage: records:check -- <file>…; each has a record a line, as JSON; `-` is the standard input');
  process.exit(2);
}
for (const file of files) {
  const text = readFileSync(file === '-' ? 0 : file, 'utf8');
  const problems = problemsOf(text);
  for (const { line, problem } of problems) console.error(`${file}:${line} ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
  else console.log(`${file}: ${text.split('\n').filter((line) => line.trim() !== '').length} records, no problems`);
}
