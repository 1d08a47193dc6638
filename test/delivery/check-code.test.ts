import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

jest.setTimeout(240_000);

/** What `npm run check:code` runs. */
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
const [program = '', ...args] = scripts['check:code']!.split(' ');
const options = args.filter((arg) => arg.startsWith('--') || arg.endsWith('.mjs'));

/** Rules that find something in a text, as if it were a file of ours. */
function findingsIn(text: string, file = 'lambda/planted/handler.ts'): string[] {
  const stdin = ['--stdin', '--stdin-filename', file, '--format', 'json'];
  const { stdout } = spawnSync('npx', [program, ...options, ...stdin], { input: text, encoding: 'utf8' });
  const [result] = JSON.parse(stdout) as [{ messages: { ruleId: string }[] }];
  return result.messages.map(({ ruleId }) => ruleId);
}

test('IR-07: our code has no weakness that the analysis finds and nobody answered for', () => {
  const { status, stdout } = spawnSync('npx', [program, ...args], { encoding: 'utf8' });
  expect([stdout, status]).toEqual(['', 0]);
});

test('IR-07: it finds what is planted, and no comment in the code can hide it', () => {
  const planted = `
    import { exec } from 'node:child_process';
    export function handler({ site, pattern }: { site: string; pattern: string }) {
      exec('pg_dump ' + site); // eslint-disable-line
      eval(site);
      return new RegExp(pattern).test(site);
    }`;
  expect(findingsIn(planted).sort()).toEqual([
    'security/detect-child-process',
    'security/detect-eval-with-expression',
    'security/detect-non-literal-regexp',
  ]);
});

test('IR-07: letters that turn the direction of text are found, which hide what code does', () => {
  const found = findingsIn(`export const level = 'user\u202e \u2066// admin\u2069 \u2066';`);
  expect([...new Set(found)]).toEqual(['security/detect-bidi-characters']);
});
