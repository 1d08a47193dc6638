import { QUOTAS, QUOTAS_AS_OF } from '../../lib/quotas/quota-table';
import { parseActualQuotas, Quotas } from '../../lib/quotas/quotas';

const answer = (code: string, value: number) => ({
  Quotas: [{ ServiceCode: 'rds', QuotaCode: code, QuotaName: 'DB instances', Value: value, Unit: 'None' }],
});

describe('the table of quotas', () => {
  test('is dated, names a page of AWS for each, and no id or code twice', () => {
    expect(QUOTAS_AS_OF).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(QUOTAS.every(({ source }) => source.startsWith('https://docs.aws.amazon.com/'))).toBe(true);
    const codes = QUOTAS.flatMap(({ code }) => code ?? []);
    for (const names of [QUOTAS.map(({ id }) => id), codes]) expect(new Set(names).size).toBe(names.length);
  });
});

describe('the quotas of an account', () => {
  test('are the defaults, of some regions others', () => {
    const quotas = new Quotas();
    expect(quotas.value('rds-instances', 'eu-central-1')).toBe(40);
    expect(quotas.value('kms-requests', 'eu-central-1')).toBe(20_000);
    expect(quotas.value('kms-requests', 'ap-southeast-4')).toBe(10_000);
  });

  test('are what AWS says, where it was asked', () => {
    const quotas = new Quotas(parseActualQuotas(JSON.stringify(answer('L-7B6409FD', 120))));
    expect(quotas.value('rds-instances', 'eu-central-1')).toBe(120);
    expect([quotas.isActual('rds-instances'), quotas.isActual('vpcs')]).toEqual([true, false]);
  });

  test('can be those of several services in one file', () => {
    const quotas = new Quotas(parseActualQuotas(JSON.stringify([answer('L-7B6409FD', 120), answer('L-F678F1CE', 9)])));
    expect([quotas.value('rds-instances', 'x'), quotas.value('vpcs', 'x')]).toEqual([120, 9]);
  });

  test('are refused in any other form, with the command that prints the right one', () => {
    expect(() => parseActualQuotas('{')).toThrow(/not JSON/);
    expect(() => parseActualQuotas('{"rds": 40}')).toThrow(/aws service-quotas list-service-quotas --service-code/);
  });

  test('that the table lacks are a mistake of ours', () => {
    expect(() => new Quotas().value('rds', 'x')).toThrow("The table of quotas has no 'rds'");
  });
});
