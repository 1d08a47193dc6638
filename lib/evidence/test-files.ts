import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { commitmentsInSource } from './test-results';

/** Every test file below `test/`, with the ids that its titles write out. @param root folder of the project */
export function readTestFiles(root: string): Map<string, readonly string[]> {
  const files = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' });
  const tests = files.filter((name) => name.endsWith('.test.ts')).map((name) => `test/${name.replaceAll('\\', '/')}`);
  return new Map(tests.sort().map((file) => [file, commitmentsInSource(readFileSync(join(root, file), 'utf8'))]));
}
