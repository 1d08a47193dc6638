import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const priceSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  price: z.number().positive().describe('In US dollars a unit, in the region of the table'),
  unit: z.string(),
  source: z.url({ protocol: /^https$/ }),
  verified: z.boolean().describe('Whether it was found in its source on the date of the table; else it is from memory'),
});
export type Price = z.infer<typeof priceSchema>;

const tableSchema = z.strictObject({
  asOf: z.iso.date(),
  region: z.string(),
  factors: z.record(z.string(), z.number().positive()).describe('Estimate of how much dearer a region is'),
  prices: z.array(priceSchema),
});

/** List prices, with date and source of each. */
export const PRICES = tableSchema.parse(parse(readFileSync(join(__dirname, 'aws-prices.yaml'), 'utf8')));

const byId = new Map(PRICES.prices.map((price) => [price.id, price]));

/** @throws for what the table lacks. */
export function priceOf(id: string): Price {
  const price = byId.get(id);
  if (!price) throw new Error(`lib/cost/aws-prices.yaml has no price of '${id}'; add it, with date and source`);
  return price;
}

/** @throws for a region that the table lacks. */
export function factorOf(region: string): number {
  const factor = PRICES.factors[region];
  if (factor === undefined) throw new Error(`lib/cost/aws-prices.yaml has no factor of region ${region}; add it`);
  return factor;
}
