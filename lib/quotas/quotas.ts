import { z } from 'zod';
import { QUOTAS, type Quota } from './quota-table';

/** The quotas of an account in a region, so far as they are known. */
export class Quotas {
  private readonly table = new Map(QUOTAS.map((quota) => [quota.id, quota]));

  /** @param actual values that AWS says the account has, by the code of the quota */
  constructor(private readonly actual: ReadonlyMap<string, number> = new Map()) {}

  public quota(id: string): Quota {
    const quota = this.table.get(id);
    if (!quota) throw new Error(`The table of quotas has no '${id}'`);
    return quota;
  }

  /** What counts in a region: what AWS says, or the default of the table. */
  public value(id: string, region: string): number {
    const { code, value, regions } = this.quota(id);
    return (code === undefined ? undefined : this.actual.get(code)) ?? regions?.[region] ?? value;
  }

  /** Whether AWS has been asked for it. */
  public isActual(id: string): boolean {
    const { code } = this.quota(id);
    return code !== undefined && this.actual.has(code);
  }
}

const answerSchema = z.object({ Quotas: z.array(z.object({ QuotaCode: z.string(), Value: z.number() })) });

/**
 * Reads what `aws service-quotas list-service-quotas` printed: one answer, or a list of the answers for several services.
 *
 * @throws Error that says what is wrong.
 */
export function parseActualQuotas(text: string): Map<string, number> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Error(`The file of quotas is not JSON: ${(error as Error).message}`);
  }
  const answers = z.union([answerSchema.transform((one) => [one]), z.array(answerSchema)]).safeParse(json);
  if (!answers.success) {
    throw new Error(
      "The file of quotas must be what 'aws service-quotas list-service-quotas --service-code <service>' prints, " +
        'or a JSON list of several such answers: an object with Quotas, each with QuotaCode and Value',
    );
  }
  return new Map(answers.data.flatMap(({ Quotas: all }) => all.map(({ QuotaCode, Value }) => [QuotaCode, Value])));
}
