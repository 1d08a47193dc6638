import type { Registry } from '../../../lambda/shared/registry/registry';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { createRegistry } from '../../support/registry-table';
import { backup, ids, MONDAY, site, SUNDAY } from './registry-records';

jest.setTimeout(60_000);

let aws: EmbeddedAws;
let registry: Registry;
let tables = 0;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1' });
});
afterAll(() => aws.stop());
beforeEach(async () => {
  ({ registry } = await createRegistry(aws, `registry-${tables++}`));
});

describe('backups', () => {
  beforeEach(() => registry.describeSite(site('acme')));
  const newest = async () => (await registry.site('acme'))?.newestBackup?.backup;

  test('are listed by time, of one site only, and are gone when forgotten', async () => {
    await registry.noteBackup('acme', backup('2026-03-08-2-afternoon', { run: 'afternoon', slot: 'afternoon' }));
    await registry.noteBackup('acme', backup(MONDAY));
    await registry.noteBackup('acme', backup(SUNDAY, { bytes: 7, attachmentsOf: '2026-03-07-1-night' }));
    await registry.noteBackup('acme-training', backup(SUNDAY));
    expect(ids(await registry.backups('acme'))).toEqual([SUNDAY, '2026-03-08-2-afternoon', MONDAY]);
    expect((await registry.backups('acme'))[0]).toEqual(
      backup(SUNDAY, { bytes: 7, attachmentsOf: '2026-03-07-1-night' }),
    );
    await registry.forgetBackup('acme', SUNDAY);
    await registry.forgetBackup('acme', SUNDAY);
    expect(ids(await registry.backups('acme'))).toEqual(['2026-03-08-2-afternoon', MONDAY]);
    expect(ids(await registry.backups('acme-training'))).toEqual([SUNDAY]);
  });

  test('that are incomplete, or older than it, do not become the newest', async () => {
    await registry.noteBackup('acme', backup(SUNDAY, { state: 'incomplete' }));
    expect(await newest()).toBeUndefined();
    await registry.noteBackup('acme', backup(MONDAY));
    await registry.noteBackup('acme', backup(SUNDAY));
    expect(await newest()).toBe(MONDAY);
  });

  test('are compared by time, in whatever zone and precision it is written', async () => {
    await registry.noteBackup('acme', backup(SUNDAY, { snapshotAt: '2026-03-08T04:00:00+01:00' }));
    await registry.noteBackup('acme', backup(MONDAY, { snapshotAt: '2026-03-08T03:30:00Z' }));
    expect(await newest()).toBe(MONDAY);
    await registry.noteBackup('acme', backup('2026-03-10-1-night', { snapshotAt: '2026-03-08T03:30:00.500Z' }));
    expect(await newest()).toBe('2026-03-10-1-night');
    await expect(registry.noteBackup('acme', backup(SUNDAY, { snapshotAt: 'yesterday' }))).rejects.toThrow(
      "'yesterday' is no instant",
    );
  });

  test('stay complete when word comes late that they are under way, and keep what else is known of them', async () => {
    await registry.noteBackup('acme', backup(SUNDAY, { state: 'incomplete', snapshotAt: undefined }));
    await registry.noteBackup('acme', backup(SUNDAY, { bytes: 7 }));
    await registry.noteProof('acme', SUNDAY, '2026-03-08T05:00:00.000Z');
    await registry.noteBackup('acme', backup(SUNDAY, { state: 'incomplete', bytes: undefined }));
    const [found] = await registry.backups('acme');
    expect(found).toMatchObject({ state: 'complete', bytes: 7, verifiedAt: '2026-03-08T05:00:00.000Z' });
  });

  test('that have lost something count as none, until they are noted to be complete again', async () => {
    await registry.noteBackup('acme', backup(SUNDAY, { bytes: 7 }));
    await registry.noteLoss('acme', SUNDAY);
    expect(await registry.backups('acme')).toEqual([backup(SUNDAY, { bytes: 7, state: 'incomplete' })]);
    await registry.noteBackup('acme', backup(SUNDAY));
    expect(await registry.backups('acme')).toEqual([backup(SUNDAY, { bytes: 7 })]);
    await registry.noteLoss('acme', MONDAY);
    expect(ids(await registry.backups('acme'))).toEqual([SUNDAY]);
  });

  test('that are held back are noted with their site, if there is such a site', async () => {
    await registry.noteHeldBack('acme', '3 weekly');
    expect((await registry.site('acme'))?.heldBack).toBe('3 weekly');
    await registry.noteHeldBack('acme', '');
    expect((await registry.site('acme'))?.heldBack).toBe('');
    await registry.noteHeldBack('globex', '3 weekly');
    expect(await registry.site('globex')).toBeUndefined();
  });

  test('of a site that nobody has described make no site of it', async () => {
    await registry.noteBackup('globex', backup(SUNDAY));
    await registry.noteProof('globex', SUNDAY, '2026-03-08T05:00:00Z');
    expect(await registry.site('globex')).toBeUndefined();
    expect(ids(await registry.sites())).toEqual(['acme']);
  });
});

describe('what tests of backups show', () => {
  beforeEach(async () => {
    await registry.describeSite(site('acme'));
    await registry.noteBackup('acme', backup(SUNDAY));
  });
  const [EARLY, LATE] = ['2026-03-08T05:00:00.000Z', '2026-03-09T05:00:00.000Z'];

  test('the latest counts, in whatever order the results arrive', async () => {
    await registry.noteProof('acme', SUNDAY, LATE);
    await registry.noteProof('acme', SUNDAY, EARLY);
    await registry.noteDamage('acme', SUNDAY, EARLY);
    expect(await registry.site('acme')).toMatchObject({
      newestProof: { backup: SUNDAY, at: LATE },
      newestDamage: { backup: SUNDAY, at: EARLY },
    });
    expect(await registry.backups('acme')).toEqual([backup(SUNDAY, { verifiedAt: LATE, damaged: false })]);
  });

  test('a backup that is damaged after all keeps its last proof, until a new one', async () => {
    await registry.noteProof('acme', SUNDAY, EARLY);
    await registry.noteDamage('acme', SUNDAY, '2026-03-08T09:00:00+01:00');
    expect(await registry.backups('acme')).toEqual([backup(SUNDAY, { verifiedAt: EARLY, damaged: true })]);
    await registry.noteProof('acme', SUNDAY, LATE);
    expect(await registry.backups('acme')).toEqual([backup(SUNDAY, { verifiedAt: LATE, damaged: false })]);
  });

  test('a backup that is not known is not made by it', async () => {
    await registry.noteProof('acme', MONDAY, LATE);
    expect(ids(await registry.backups('acme'))).toEqual([SUNDAY]);
    expect((await registry.site('acme'))?.newestProof).toEqual({ backup: MONDAY, at: LATE });
  });
});

describe('operations', () => {
  test('are listed by time, each with what is known of it, and the same one once', async () => {
    const drill = {
      operation: 'verify',
      at: '2026-03-08T04:00:00+01:00',
      execution: 'drill',
      outcome: 'done',
    } as const;
    const failed = { ...drill, operation: 'backup', at: '2026-03-08T03:30:00Z', outcome: 'failed' } as const;
    await registry.noteOperation('acme', { ...failed, error: { kind: 'WorkerEnded', message: 'It was killed.' } });
    await registry.noteOperation('acme', { ...drill, rpoSeconds: 30, rtoSeconds: undefined, result: undefined });
    await registry.noteOperation('acme', { ...drill, rpoSeconds: 60, result: { rows: 7, note: undefined } });
    await registry.noteOperation('acme-training', drill);
    expect(await registry.operations('acme')).toEqual([
      { ...drill, rpoSeconds: 60, result: { rows: 7 } },
      { ...failed, error: { kind: 'WorkerEnded', message: 'It was killed.' } },
    ]);
  });

  test('of years fill several pages and are all found', async () => {
    const result = { text: 'x'.repeat(200_000) };
    const at = (day: number) => new Date(Date.UTC(2026, 0, day, 4)).toISOString();
    for (let day = 12; day >= 1; day--) {
      await registry.noteOperation('acme', {
        operation: 'verify',
        at: at(day),
        execution: 'e',
        outcome: 'done',
        result,
      });
    }
    const found = await registry.operations('acme');
    expect(found.map((operation) => operation.at)).toEqual(Array.from({ length: 12 }, (_, index) => at(index + 1)));
  });
});
