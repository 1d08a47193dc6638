import { z } from 'zod';
import { stepSchema } from '../shared/step';
import { SURPLUSES } from './rotation';

/** What the function is called with: by a state machine for all sites of a step, by a person for one. */
export const requestSchema = z
  .object({
    step: stepSchema,
    /** Only this site of the step. Default: all. */
    site: z.string().min(1).optional(),
    /** Surplus that a person has looked at and released, for this rotation only. Default: none. */
    confirmed: z.array(z.enum(SURPLUSES)).default([]),
  })
  // What a person has looked at is one site's; the others of the server must not go along.
  .refine(({ site, confirmed }) => site !== undefined || confirmed.length === 0, {
    error: 'must be named, for its surplus to be confirmed',
    path: ['site'],
  })
  .refine(({ step, site }) => site === undefined || step.sites.includes(site), {
    error: 'is not one of the step',
    path: ['site'],
  });
export type RotateRequest = z.infer<typeof requestSchema>;
