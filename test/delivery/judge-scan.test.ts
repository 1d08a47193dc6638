import { judgeScan, renderFinding } from '../../lib/delivery/judge-scan';

const alert = (riskcode: string, name: string, more: object = {}) => ({
  pluginid: '10021',
  name,
  riskcode,
  confidence: '2',
  instances: [{ uri: 'https://shop.example/a' }, { uri: 'https://shop.example/b' }],
  ...more,
});
const report = (...alerts: object[]) =>
  JSON.stringify({ '@version': '2.17.0', site: [{ '@name': 'https://shop.example', alerts }] });

test('IR-06: a finding as grave as the limit stops a release, a lesser one is only told', () => {
  const text = report(
    alert('1', 'A header is missing'),
    alert('2', 'A cookie goes everywhere'),
    alert('3', 'SQL injection'),
  );
  const stopping = (stopAt: 'low' | 'medium' | 'high') => judgeScan(text, stopAt).stopping.map(({ name }) => name);
  expect(stopping('high')).toEqual(['SQL injection']);
  expect(stopping('medium')).toEqual(['SQL injection', 'A cookie goes everywhere']);
  expect(stopping('low')).toHaveLength(3);
  expect(judgeScan(text, 'high').findings.map(renderFinding)).toEqual([
    'high: SQL injection, at https://shop.example/a and 1 more',
    'medium: A cookie goes everywhere, at https://shop.example/a and 1 more',
    'low: A header is missing, at https://shop.example/a and 1 more',
  ]);
});

test('what somebody has marked as no finding, and what only informs, stops nothing', () => {
  const text = report(alert('3', 'Not one', { confidence: '0' }), alert('0', 'A comment'));
  expect(judgeScan(text, 'low').stopping).toEqual([]);
});

test.each([
  ['that reached no site', JSON.stringify({ '@version': '2.17.0', site: [] }), /reached nothing/],
  ['that is cut off', report().slice(0, -5), /JSON/],
  ['that is of another program', '{"results":[]}', /@version/],
  ['with a risk that nobody knows', report(alert('4', 'Beyond high')), /riskcode/],
])('IR-06: a report %s is no clean one', (_, text, problem) => {
  expect(() => judgeScan(text, 'high')).toThrow(problem);
});
