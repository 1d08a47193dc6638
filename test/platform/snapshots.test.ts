import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exampleAssembly, stacksOf } from '../support/assembly';
import { readable } from '../support/readable';

/** One of each kind of stage; another test proves that the rest differ in names, ranges and zones only. */
const REVIEWED = [
  'production-account',
  'production-ap-southeast-2',
  'production-ap-southeast-4',
  'development-ap-southeast-2',
  'delivery-account',
];
const FOLDER = join(__dirname, '..', 'snapshots');

const stacks = stacksOf(exampleAssembly()).filter(({ stage }) => REVIEWED.includes(stage));

test.each(stacks.map(({ stage, stack, template }) => [`${stage}/${stack}`, template] as const))(
  'the template of %s is the one that was reviewed (`npm run snapshots` accepts a change)',
  (name, template) => {
    const file = join(FOLDER, `${name}.template.json`);
    if (process.env.UPDATE_SNAPSHOTS) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, readable(template));
    }
    expect(readable(template)).toBe(existsSync(file) ? readFileSync(file, 'utf8') : '');
  },
);

test('no reviewed template is left of a stack that is gone', () => {
  const kept = REVIEWED.flatMap((stage) => readdirSync(join(FOLDER, stage)).map((file) => `${stage}/${file}`));
  expect(kept.sort()).toEqual(stacks.map(({ stage, stack }) => `${stage}/${stack}.template.json`).sort());
});
