import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { z } from 'zod';
import { ConfigError } from './problems';
import type { Problem } from './problems';
import { parse } from './schema-problems';
import { Source } from './source';

const FILE = 'approvals.yaml';

const decision = {
  reason: z.string().min(40, 'must explain itself in at least 40 characters: whoever deploys it reads it'),
  approvedBy: z.string().trim().min(1).describe('Who decided; not whoever made the change'),
  expires: z.iso.date().describe('Date from which it approves nothing any more'),
};

const resource = z.strictObject({
  kind: z.enum(['replacement', 'deletion']).describe('What may happen to it'),
  stacks: z
    .array(z.string().regex(/^[\w-]+(\/[\w-]+)+$/, 'must be the path of a stack, such as production-eu-central-1/data'))
    .min(1)
    .describe('Paths of the stacks in which it may, each written out'),
  resource: z
    .string()
    .regex(/^[A-Za-z0-9]+$/, 'must be a logical id, as the review prints it')
    .describe('Logical id of what holds data'),
  ...decision,
});

const commitment = z.strictObject({
  commitment: z.string().regex(/^[A-Z]{2}-\d{2}$/, 'must be the id of a commitment, such as DR-02'),
  ...decision,
});

/** `config/approvals.yaml`: what a review would refuse, and somebody has decided to do nevertheless. */
export const approvalsSchema = z.strictObject({
  resources: z
    .array(resource)
    .default([])
    .describe('What holds data and may be replaced or deleted; remove an entry once its release is deployed'),
  commitments: z.array(commitment).default([]).describe('Commitments that may be lost'),
});
export type Approvals = z.infer<typeof approvalsSchema>;

export const NO_APPROVALS: Approvals = { resources: [], commitments: [] };

/** Approvals of a config folder; none where it has no such file. Throws a ConfigError with all problems. */
export function readApprovals(folder: string): Approvals {
  const path = normalize(join(folder, FILE));
  if (!existsSync(path)) return NO_APPROVALS;
  const source = new Source(path, [], readFileSync(path, 'utf8'));
  const { value, problems } =
    source.problems.length > 0
      ? { value: undefined, problems: [...source.problems] }
      : parse(approvalsSchema, source.content ?? {}, []);
  if (problems.length > 0 || !value) throw new ConfigError(problems.map((problem) => located(problem, source)));
  return value;
}

function located(problem: Problem, source: Source): Problem {
  return { ...problem, position: problem.position ?? source.locate(problem) };
}
