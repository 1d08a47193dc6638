import { catalogueOf } from '../../lib/config/catalogue';
import type { DatabaseServer, HomeRegion } from '../../lib/config/platform';
import { runningRegion } from '../../lib/config/running-region';
import { withRecovery } from '../recovery/pairs';

const region = (state: 'standby' | 'active'): HomeRegion =>
  withRecovery('ap-southeast-2', state).environments.find(({ name }) => name === 'production')!.regions[0]!;

test('sites run in their home region while the other one is at rest', () => {
  const home = region('standby');
  expect(runningRegion(home)).toBe(home);
});

test('both change places once the recovery region is active (DR-02)', () => {
  const home = region('active');
  const running = runningRegion(home);
  expect(running).toMatchObject({
    region: 'ap-southeast-4',
    cidr: '10.17.0.0/16',
    zones: ['ap-southeast-4a', 'ap-southeast-4b', 'ap-southeast-4c'],
    domain: 'au.vinefield.example',
    timeZone: 'Australia/Sydney',
    recovery: { region: 'ap-southeast-2', home: 'ap-southeast-4', cidr: '10.16.0.0/16' },
  });
  expect(running.sites).toBe(home.sites);
  expect(running.servers).toEqual(home.servers);
});

test('a server that has a replica there is restored beside it, under a name as short (BK-13)', () => {
  const home = region('active');
  const [server] = home.servers as [DatabaseServer];
  const named = (id: string) =>
    runningRegion({ ...home, servers: [{ ...server, id, replicated: true }] }).servers.map(({ instance }) => instance);
  expect(named('shared-12')).toEqual(['shared-restored-12']);
  expect(named('dedicated-acme')).toEqual(['restored-acme']);
});

test('a region that is active and one at rest need no more than the state in the config', () => {
  const { recovery: standby, ...home } = region('standby');
  const { recovery: active, ...same } = region('active');
  expect(same).toEqual(home);
  expect(active).toEqual({ ...standby, state: 'active' });
});

test('the sign-in page moves to an address of Amazon’s: its own host is that of the pool at home', () => {
  expect(region('active').signInHost).toBe('sign-in.au.vinefield.example');
  expect(runningRegion(region('active')).signInHost).toBeUndefined();
});

test('the catalogue of sites is that of the region that they run in, with the same sites and servers (DR-02)', () => {
  const [standby, active] = [withRecovery('ap-southeast-2', 'standby'), withRecovery('ap-southeast-2', 'active')];
  const catalogue = catalogueOf(active, 'production', 'ap-southeast-4');
  expect(catalogue).toEqual({ ...catalogueOf(standby, 'production', 'ap-southeast-2'), region: 'ap-southeast-4' });
  expect(() => catalogueOf(active, 'production', 'ap-southeast-2')).toThrow(
    'ap-southeast-4, eu-central-1, us-west-2 are',
  );
});
