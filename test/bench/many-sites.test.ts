import { withFurtherSites } from '../../bench/many-sites';

describe('the platform that a synth is measured with', () => {
  test('has all further sites on one server', () => {
    const home = withFurtherSites(1000).environments.flatMap(({ regions }) => regions);
    const further = home.flatMap(({ sites }) => sites).filter(({ id }) => id.startsWith('site-'));

    expect(further).toHaveLength(1000);
    expect(new Set(further.map(({ server }) => server)).size).toBe(1);
  });
});
