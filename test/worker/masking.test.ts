import { DatabaseToMask } from './support/masking';
import { failureOf } from './support/operating';

jest.setTimeout(60_000);

let db: DatabaseToMask;
beforeAll(async () => {
  db = await DatabaseToMask.start();
});
afterAll(() => db.stop());

describe('masking', () => {
  test('sees to partitions and heirs of a table', async () => {
    await db.fill(`CREATE TABLE p (id int, name text) PARTITION BY RANGE (id);
      CREATE TABLE p1 (name text, id int); ALTER TABLE p ATTACH PARTITION p1 FOR VALUES FROM (0) TO (10);
      CREATE TABLE base (name text); CREATE TABLE heir (more text) INHERITS (base);
      INSERT INTO p VALUES (1, 'Eve Secret'); INSERT INTO heir VALUES ('Eve Secret', 'more')`);
    await db.mask(['p.name name', 'base.name name']);
    expect(await db.values('SELECT name FROM app.p1 UNION ALL SELECT name FROM app.heir')).not.toContain('Eve Secret');
  });

  test('lets no trigger, rule or row security have a say, and leaves them as they were', async () => {
    await db.fill(`CREATE TABLE t (id int PRIMARY KEY DEFERRABLE INITIALLY DEFERRED, name text); CREATE TABLE log (name text);
      CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO app.log VALUES (OLD.name); RETURN OLD; END $$;
      CREATE TRIGGER usual BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep();
      CREATE TRIGGER always BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep(); ALTER TABLE t ENABLE ALWAYS TRIGGER always;
      CREATE TRIGGER "Not Now" BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION keep(); ALTER TABLE t DISABLE TRIGGER "Not Now";
      CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep();
      CREATE RULE nothing AS ON UPDATE TO t DO INSTEAD NOTHING;
      ALTER TABLE t ENABLE ROW LEVEL SECURITY; CREATE POLICY none ON t USING (false);
      INSERT INTO t VALUES (1, 'Eve Secret')`);
    const states = `SELECT tgname::text || tgenabled::text FROM pg_trigger WHERE tgrelid = 'app.t'::regclass
      UNION ALL SELECT rulename::text || ev_enabled::text FROM pg_rewrite WHERE ev_class = 'app.t'::regclass ORDER BY 1`;
    const before = await db.values(states);

    await db.mask(['t.name name']);

    expect(await db.values('SELECT name FROM app.t')).not.toContain('Eve Secret');
    expect(await db.values('SELECT name FROM app.log')).toEqual([]);
    expect(await db.values(states)).toEqual(before);
  });

  test('reaches what is made of masked columns: generated ones, and materialized views of each other', async () => {
    await db.fill(`CREATE TABLE t (name text, loud text GENERATED ALWAYS AS (upper(name)) STORED);
      INSERT INTO t VALUES ('Eve Secret');
      CREATE MATERIALIZED VIEW z_first AS SELECT name FROM t; CREATE VIEW y AS SELECT name FROM z_first;
      CREATE MATERIALIZED VIEW a_second AS SELECT name FROM y; CREATE MATERIALIZED VIEW unused AS SELECT 1 AS one WITH NO DATA`);

    await db.mask(['t.name name']);

    const masked = await db.values('SELECT name FROM app.t');
    expect(masked).not.toContain('Eve Secret');
    expect(await db.values('SELECT loud FROM app.t')).toEqual(masked.map((name) => String(name).toUpperCase()));
    expect(await db.values('SELECT name FROM app.z_first')).toEqual(masked);
    expect(await db.values('SELECT name FROM app.a_second')).toEqual(masked);
    expect(await db.values(`SELECT relispopulated FROM pg_class WHERE relname = 'unused'`)).toEqual([false]);
  });

  test('empties large objects, which stay what columns refer to', async () => {
    await db.fill(`SELECT lo_from_bytea(0, 'a picture') FROM generate_series(1, 1100)`);
    const before = await db.values('SELECT oid FROM pg_largeobject_metadata ORDER BY 1');

    expect((await db.mask([])).largeObjects).toBe(1100);

    expect(await db.values('SELECT oid FROM pg_largeobject_metadata ORDER BY 1')).toEqual(before);
    expect(await db.values('SELECT DISTINCT length(lo_get(oid)) FROM pg_largeobject_metadata')).toEqual([0]);
    await db.owner.query('SELECT lo_unlink(oid) FROM pg_largeobject_metadata');
  });

  test('takes no function of the customer’s for one of PostgreSQL’s', async () => {
    await db.fill(`CREATE TABLE t (name text); INSERT INTO t VALUES ('Eve Secret');
      CREATE FUNCTION sha256(bytea) RETURNS bytea LANGUAGE sql AS 'SELECT $1'`);
    await db.owner.query('SET search_path = app, pg_catalog');
    await db.mask(['t.name email']);
    expect(await db.values('SELECT name FROM app.t')).toEqual([
      expect.stringMatching(/^[0-9a-f]{20}@example\.invalid$/),
    ]);
  });
});

describe('masking is refused, and changes nothing,', () => {
  const SCHEMA = `CREATE TABLE t (id int PRIMARY KEY, name text NOT NULL, code text UNIQUE, n int, xml jsonb NOT NULL,
      mail varchar(10) UNIQUE, up text GENERATED ALWAYS AS (lower(name)) STORED, boss text REFERENCES t (code));
    CREATE TABLE part (day date, region text) PARTITION BY LIST (region); CREATE TABLE part1 PARTITION OF part DEFAULT;
    CREATE TABLE byyear (day date) PARTITION BY LIST (extract(year FROM day)); CREATE VIEW v AS SELECT name FROM t;
    CREATE DOMAIN phone AS text CHECK (VALUE ~ '^0049'); CREATE TABLE german (phone phone); INSERT INTO german VALUES ('004930');
    CREATE TABLE short (v text); CREATE UNIQUE INDEX ON short (left(v, 1)); INSERT INTO short VALUES (repeat('a', 20)), (repeat('b', 20))`;

  test.each([
    ['nothing.name name', 'column name of app.nothing is not there, as there is no such table'],
    ['t.nothing name', 'column nothing of app.t is not there'],
    ['t.n text', "is of a type that 'text' does not fit, int4"],
    ['t.name date', "is of a type that 'date' does not fit, text"],
    ['t.name null', 'may not be NULL'],
    ['t.xml text', "is of a type that 'text' does not fit, jsonb"],
    ['t.code text', 'is referred to by the foreign key t_boss_fkey'],
    ['t.boss text', 'belongs to the foreign key t_boss_fkey'],
    ['t.up text', 'is generated'],
    ['t.mail email', 'has room for 10 characters; values that stay unique take 32'],
    ['part.region text', 'decides on the partition of its rows'],
    ['byyear.day date', 'decides on the partition of its rows'],
    ['v.name name', 'is not in a table'],
    ['german.phone phone', 'table app.german: masks violate the constraint phone_check'],
    ['short.v text', 'table app.short: masks violate the constraint short_left_idx'],
  ])('for %s', async (masks, message) => {
    await db.fill(SCHEMA);
    const kept = 'SELECT v FROM app.short UNION ALL SELECT phone FROM app.german';
    const before = await db.values(kept);
    expect(await failureOf(db.mask([masks]))).toEqual({
      kind: 'MaskingFailed',
      message: expect.stringContaining(message),
    });
    expect(await db.values(kept)).toEqual(before);
  });

  test('for all that is wrong at once', async () => {
    await db.fill(`${SCHEMA}; INSERT INTO t VALUES (1, 'Eve Secret', 'c', 1, '{}')`);
    const { message } = await failureOf(db.mask(['t.name name', 't.n text', 'v.name name', 't.name text']));
    expect(message).toMatch(/column n of app\.t .*; column name of app\.v .*; column name of app\.t has two masks$/);
    expect(await db.values('SELECT name FROM app.t')).toEqual(['Eve Secret']);
  });

  test('for a materialized view that hides what it is made from', async () => {
    await db.fill(`CREATE TABLE t (name text); INSERT INTO t VALUES ('Eve Secret');
      CREATE MATERIALIZED VIEW z AS SELECT name FROM t;
      CREATE FUNCTION hidden() RETURNS SETOF text LANGUAGE plpgsql AS 'BEGIN RETURN QUERY SELECT name FROM app.z; END';
      CREATE MATERIALIZED VIEW a AS SELECT * FROM app.hidden()`);
    expect(await failureOf(db.mask(['t.name name']))).toMatchObject({
      kind: 'MaskingFailed',
      message: expect.stringContaining('materialized view app.a'),
    });
  });
});
