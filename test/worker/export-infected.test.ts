import { exportShop, fetchExport, makeExportBucket } from './support/exports';
import { onboarded, run } from './support/operating';
import { World } from './support/world';

jest.setTimeout(60_000);

let world: World;
beforeAll(async () => {
  world = await World.start({ versioned: true });
});
afterAll(() => world.stop());

test('an export leaves out what malware was found in, and says so, and of what else nobody knows whether it is clean (IR-10)', async () => {
  const bucket = await makeExportBucket(world);
  const site = await onboarded(world, 'acme-wines');
  const verdicts = { 'infected.exe': 'THREATS_FOUND', 'locked.zip': 'UNSUPPORTED', 'clean.pdf': 'NO_THREATS_FOUND' };
  await world.attach('acme-wines', 'just-uploaded.pdf', 'new');
  for (const [name, GuardDutyMalwareScanStatus] of Object.entries(verdicts)) {
    await world.attach('acme-wines', name, `content of ${name}`);
    await world.tag('acme-wines', name, { GuardDutyMalwareScanStatus });
  }
  const done = (await run(exportShop(world, site), site, 'export', '--operation', 'first')) as { export: string };
  const { manifest, files } = await fetchExport(bucket, done);
  expect(manifest.attachmentsLeftOut).toEqual([{ name: 'infected.exe', why: 'malware was found in it' }]);
  const scans = Object.fromEntries(manifest.attachments.map(({ name, scan }) => [name, scan ?? 'clean']));
  expect(scans).toMatchObject({ 'clean.pdf': 'clean', 'just-uploaded.pdf': 'NONE', 'locked.zip': 'UNSUPPORTED' });
  expect(manifest.notes.filter((note) => note.includes('not found clean'))).toHaveLength(1);
  expect([...files.keys()].filter((name) => name.includes('infected'))).toEqual([]);
});
