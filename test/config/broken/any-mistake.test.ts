import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { problemsOf } from './broken-config';

const FILES = ['platform.yaml', 'placement.yaml', ...readdirSync('config/sites').map((file) => `sites/${file}`)];

/** Slips of an editor, each on one line. */
const SLIPS: Readonly<Record<string, (line: string) => string>> = {
  'the line is gone': () => '',
  'the line is there twice': (line) => `${line}\n${line}`,
  'the value is gone': (line) => line.replace(/:.*/, ':'),
  'the value is a number': (line) => line.replace(/: .*/, ': 7'),
  'the value is a list': (line) => line.replace(/: .*/, ': []'),
  'the value is a mapping': (line) => line.replace(/: .*/, ': {}'),
  'the value is null in a list': (line) => line.replace(/- .*/, '- ~'),
  'the value is a name of Object': (line) => line.replace(/: .*/, ': constructor'),
  'the key is a name of Object': (line) => line.replace(/[\w-]+:/, 'toString:'),
  'the indentation slipped': (line) => ` ${line}`,
  'a letter too many': (line) => line.replace(/(\w)$/, '$1$1'),
  'a stray quote': (line) => `${line}'`,
};

test('any slip is accepted or answered with problems that name a file, never with another error', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({ file: fc.constantFrom(...FILES), at: fc.nat(1000), slip: fc.constantFrom(...Object.keys(SLIPS)) }),
        {
          minLength: 1,
          maxLength: 3,
        },
      ),
      (slips) => {
        const edits = Object.fromEntries(
          slips.map(({ file, at, slip }) => [
            file,
            (text: string) => {
              const lines = text.split('\n');
              const index = at % lines.length;
              lines[index] = SLIPS[slip]!(lines[index] ?? '');
              return lines.join('\n');
            },
          ]),
        );
        for (const problem of problemsOf(edits)) expect(problem).toMatch(/^config\/[a-z/-]+\.yaml(:\d+:\d+)? .+; .+/);
      },
    ),
    { numRuns: 60 },
  );
});
