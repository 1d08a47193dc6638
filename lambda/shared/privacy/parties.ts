import { z } from 'zod';
import { jsonText } from '../json-text';

/** A sub-processor that receives customers' data, and where it stands for each residency (OR-06, D14). */
export const partySchema = z.strictObject({ name: z.string().min(1), endpoints: z.record(z.string(), z.string()) });
export type Party = z.infer<typeof partySchema>;

/** The variable SUB_PROCESSORS. */
export const partiesVariable = jsonText(z.array(partySchema));
