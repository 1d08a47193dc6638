import { receiptOf, receiptText } from '../../../lambda/advance-privacy-requests/receipt';
import { verified } from '../support/privacy-requests';

const AT = '2026-03-02T10:00:00.000Z';
const KEYS = [{ region: 'eu-central-1', deletedBy: '2026-04-01T10:00:00.000Z' }];

test('the receipt of an erased site says until when its keys, and its users’ accounts, are still there (TN-20, TN-22)', () => {
  const request = verified({ kind: 'site-erasure', site: 'bold' });
  const steps = request.steps.map((step) => ({ ...step, state: 'done' as const, doneAt: AT, result: { keys: KEYS } }));
  const closed = { at: AT, by: 'the platform', reason: 'Everything is done and confirmed' };
  const receipt = receiptOf({ ...request, steps, state: 'completed', closed }, 'cordon production eu-central-1');
  expect(receipt.remains).toEqual([
    {
      step: 'erase',
      where: expect.stringContaining("the site's key in eu-central-1") as string,
      until: KEYS[0]!.deletedBy,
    },
    {
      step: 'erase',
      where: expect.stringContaining('accounts and keys of its users') as string,
      until: '2026-03-04T10:00:00.000Z',
    },
  ]);
  expect(receiptText(receipt)).toContain('open nothing any more, until 2026-03-04T10:00:00.000Z');
});

test('a request that is open has no receipt', () => {
  const request = verified({ kind: 'site-erasure', site: 'bold' });
  expect(() => receiptOf(request, 'here')).toThrow(`Request ${request.id} is open; it has no receipt`);
});
