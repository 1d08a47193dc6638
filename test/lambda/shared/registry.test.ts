import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import type { SiteRecord } from '../../../lambda/shared/registry/records';
import { PLACE_INDEX } from '../../../lambda/shared/registry/registry';
import type { Registry } from '../../../lambda/shared/registry/registry';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';
import { createRegistry } from '../../support/registry-table';
import { backup, ids, MONDAY, PLANNED, site, SUNDAY } from './registry-records';

jest.setTimeout(60_000);

let aws: EmbeddedAws;
let registry: Registry;
let client: DynamoDBDocumentClient;
let table: string;
let tables = 0;

beforeAll(async () => {
  aws = await EmbeddedAws.start({ region: 'eu-central-1' });
});
afterAll(() => aws.stop());
beforeEach(async () => {
  ({ registry, client, table } = await createRegistry(aws, `registry-${tables++}`));
});

describe('sites', () => {
  test('are found as they were described', async () => {
    await registry.describeSite(site('acme'));
    expect(await registry.site('acme')).toEqual(site('acme'));
    expect(await registry.sites()).toEqual([site('acme')]);
    expect(await registry.site('globex')).toBeUndefined();
  });

  test('keep their state and what operations have noted when the config describes them anew', async () => {
    await registry.describeSite(site('acme'));
    await registry.setState('acme', 'active', '2026-03-02T00:00:00.000Z');
    await registry.noteBackup('acme', backup(SUNDAY));
    await registry.noteProof('acme', SUNDAY, '2026-03-08T05:00:00Z');
    const moved = { ...site('acme', 'Europe/Dublin', 'shared-2'), refresh: {}, since: '2026-04-01T00:00:00.000Z' };
    const described = await registry.describeSite(moved);
    expect(described).toEqual(await registry.site('acme'));
    expect(described).toEqual({
      ...moved,
      state: 'active',
      since: '2026-03-02T00:00:00.000Z',
      newestBackup: { backup: SUNDAY, snapshotAt: '2026-03-08T03:00:00.000Z' },
      newestProof: { backup: SUNDAY, at: '2026-03-08T05:00:00.000Z' },
    });
    expect(await registry.sites('Europe/Berlin')).toEqual([]);
    expect(ids(await registry.sites('Europe/Dublin'))).toEqual(['acme']);
  });

  test('do not get an old note back from a record that was read before it', async () => {
    await registry.describeSite(site('acme'));
    await registry.noteBackup('acme', backup(SUNDAY));
    const read = (await registry.site('acme')) as SiteRecord;
    await registry.noteBackup('acme', backup(MONDAY));
    await registry.describeSite(read);
    expect((await registry.site('acme'))?.newestBackup?.backup).toBe(MONDAY);
  });

  test('lose what the config no longer says, and may say that something is undefined', async () => {
    const held = { ...site('acme').job, legalHold: { since: '2026-01-01', reason: 'a dispute over a vintage' } };
    await registry.describeSite({ ...site('acme'), job: held });
    await registry.describeSite({ ...site('acme'), job: { ...held, legalHold: undefined } });
    expect(await registry.site('acme')).toEqual(site('acme'));
  });

  test('of a zone are apart from those of a zone whose name begins like it', async () => {
    const zones = ['America/Indiana', 'America/Indiana/Knox', 'America/Indiana/Vevay', 'Etc/GMT+1', 'Etc/GMT+12'];
    for (const [index, zone] of zones.entries()) await registry.describeSite(site(`site-${index}`, zone));
    for (const [index, zone] of zones.entries()) expect(ids(await registry.sites(zone))).toEqual([`site-${index}`]);
    expect(await registry.sites('America')).toEqual([]);
    expect(await registry.sites()).toHaveLength(zones.length);
  });

  test('come server by server', async () => {
    await registry.describeSite(site('a', 'Europe/Berlin', 'shared-2'));
    await registry.describeSite(site('b', 'Europe/Berlin', 'shared-1'));
    await registry.describeSite(site('c', 'Europe/Berlin', 'shared-2'));
    expect(ids(await registry.sites('Europe/Berlin'))).toEqual(['b', 'a', 'c']);
  });

  test('are all found where they fill several pages of an answer', async () => {
    const large = { text: 'x'.repeat(150_000) };
    const expected = Array.from({ length: 17 }, (_, index) => `site-${String(index).padStart(2, '0')}`);
    for (const id of expected) await registry.describeSite({ ...site(id), job: { ...site(id).job, record: large } });
    const page = await client.send(
      new QueryCommand({
        TableName: table,
        IndexName: PLACE_INDEX.name,
        KeyConditionExpression: '#t = :t',
        ExpressionAttributeNames: { '#t': PLACE_INDEX.partition },
        ExpressionAttributeValues: { ':t': 'site' },
      }),
    );
    expect(page.LastEvaluatedKey).toBeDefined();
    expect(ids(await registry.sites())).toEqual(expected);
    expect(ids(await registry.sites('Europe/Berlin'))).toEqual(expected);
  });

  test('change their state from those states only that the caller expects', async () => {
    await registry.describeSite(site('acme'));
    const refusal = { name: 'ConditionalCheckFailedException' };
    await expect(registry.setState('acme', 'departed', PLANNED, ['active'])).rejects.toMatchObject(refusal);
    expect((await registry.site('acme'))?.state).toBe('planned');
    await registry.setState('acme', 'active', '2026-03-02T00:00:00.000Z', ['planned', 'departed']);
    expect(await registry.site('acme')).toMatchObject({ state: 'active', since: '2026-03-02T00:00:00.000Z' });
    await expect(registry.setState('globex', 'active', PLANNED)).rejects.toMatchObject(refusal);
    expect(await registry.site('globex')).toBeUndefined();
  });
});

test('servers are found apart from sites, as last described', async () => {
  await registry.describeSite(site('shared-1'));
  await registry.describeServer({ id: 'shared-2', secret: 'cordon/production/server/shared-2' });
  await registry.describeServer({ id: 'shared-1', secret: 'an old name' });
  await registry.describeServer({ id: 'shared-1', secret: 'cordon/production/server/shared-1' });
  expect(await registry.servers()).toEqual([
    { id: 'shared-1', secret: 'cordon/production/server/shared-1' },
    { id: 'shared-2', secret: 'cordon/production/server/shared-2' },
  ]);
  expect(ids(await registry.sites())).toEqual(['shared-1']);
});
