import fc from 'fast-check';
import { DatabaseToMask } from './support/masking';

jest.setTimeout(60_000);

let db: DatabaseToMask;
beforeAll(async () => {
  db = await DatabaseToMask.start();
});
afterAll(() => db.stop());

describe('a mask', () => {
  const DOMAINS = `CREATE DOMAIN words AS text CHECK (length(VALUE) >= 0); CREATE DOMAIN short AS varchar(40);
    CREATE DOMAIN narrow AS short; CREATE DOMAIN day AS date`;
  const TEXTS = ['text', 'varchar', 'varchar(40)', 'char(40)', 'public.citext', 'app.words', 'app.short', 'app.narrow'];
  const DATES = ['date', 'timestamp', 'timestamp(0)', 'timestamptz', 'app.day'];
  const texts = fc
    .string({ unit: fc.constantFrom(...`abcxyz ÄéЖ中@.'"\\%`), maxLength: 38 })
    .map((text) => text.trim());
  const days = fc
    .date({ min: new Date('0100-01-01'), max: new Date('3000-01-01'), noInvalidDate: true })
    .map((day) => `${day.toISOString().slice(0, 11)}00:00:00Z`);

  test.each(['name', 'email', 'phone', 'text', 'date'])(
    '%s keeps NULL, type, equality and uniqueness of any values of all its types, and nothing else',
    async (mask) => {
      const types = mask === 'date' ? DATES : TEXTS;
      const columns = types.flatMap((type, index) => [`v${index} ${type}`, `u${index} ${type} UNIQUE`]);
      const names = columns.map((column) => column.slice(0, 2));
      const asText = names.map((name) => `${name}::text`).join();
      await db.fill(`${DOMAINS}; CREATE TABLE t (id int, ${columns.join()})`);

      await fc.assert(
        fc.asyncProperty(fc.array(fc.option(mask === 'date' ? days : texts), { maxLength: 40 }), async (given) => {
          await store(given, types);
          const original = await db.rows(`SELECT ${asText} FROM app.t ORDER BY id`);
          await db.mask(names.map((name) => `t.${name} ${mask}`));
          const masked = await db.rows(`SELECT ${asText} FROM app.t ORDER BY id`);
          for (const name of names) {
            const column = (rows: typeof original) => rows.map((row) => row[name] as string | null);
            expectMasked(column(original), column(masked), name.startsWith('u'));
          }
        }),
        { numRuns: 8 },
      );
    },
  );

  /** Stores values in all columns; in those that are unique each once. */
  async function store(given: readonly (string | null)[], types: readonly string[]): Promise<void> {
    const seen = new Set<string | null>();
    const once = given.map((value) => (seen.has(value?.toLowerCase() ?? null) ? null : add(seen, value)));
    await db.owner.query('TRUNCATE app.t');
    const cast = types.flatMap((type) => [`given::${type}`, `once::${type}`]);
    await db.rows(
      `INSERT INTO app.t SELECT id, ${cast.join()}
         FROM unnest($1::text[], $2::text[]) WITH ORDINALITY x (given, once, id)`,
      [given, once],
    );
  }

  function add(seen: Set<string | null>, value: string | null | undefined): string | null {
    seen.add(value?.toLowerCase() ?? null);
    return value ?? null;
  }

  function expectMasked(original: readonly (string | null)[], masked: readonly (string | null)[], unique: boolean) {
    expect(masked.map((value) => value === null)).toEqual(original.map((value) => value === null));
    expect(original.map((value) => masked[original.indexOf(value)])).toEqual(masked);
    const there = masked.filter((value) => value !== null);
    if (unique) expect(new Set(there).size).toBe(there.length);
    // A text as short as a piece of a mask gives nothing away.
    const telling = original.filter((value, index) => value === masked[index] && (value?.trim().length ?? 0) > 3);
    expect(telling).toEqual([]);
  }

  test('gives nobody an address, a number or a birthday that could be real', async () => {
    await db.fill(`CREATE TABLE p (email text, phone text, born date, seen timestamptz);
      INSERT INTO p VALUES ('eve@example.com', '+49 30 1234', '1980-02-29', '2026-03-01T10:00:00Z'), (NULL, '', 'infinity', NULL)`);

    await db.mask(['p.email email', 'p.phone phone', 'p.born date', 'p.seen date']);

    expect(await db.rows('SELECT email, phone, born::text, seen::text FROM app.p ORDER BY email')).toEqual([
      {
        email: expect.stringMatching(/^[0-9a-f]{20}@example\.invalid$/),
        phone: expect.stringMatching(/^\+999\d{9}$/),
        born: expect.stringMatching(/^19(79|80)-/),
        seen: expect.stringMatching(/^202[56]-/),
      },
      { email: null, phone: expect.stringMatching(/^\+999\d{9}$/), born: 'infinity', seen: null },
    ]);
    const [{ younger } = {}] = await db.rows(
      `SELECT bool_or(born >= '1980-02-29' AND isfinite(born)) AS younger FROM app.p`,
    );
    expect(younger).toBe(false);
  });

  test('is the same for the same value in every table, and another with another secret', async () => {
    await db.fill(`CREATE TABLE a (email text); CREATE TABLE b (mail public.citext);
      INSERT INTO a VALUES ('eve@example.com'); INSERT INTO b VALUES ('Eve@example.com')`);
    await db.mask(['a.email email', 'b.mail email']);
    const [first] = await db.values('SELECT email FROM app.a');
    expect(await db.values('SELECT mail::text FROM app.b')).toEqual([first]);

    await db.owner.query(`UPDATE app.a SET email = 'eve@example.com'`);
    await db.mask(['a.email email'], 'another secret');
    expect(await db.values('SELECT email FROM app.a')).not.toEqual([first]);
  });

  test('of text fills a page as the original did', async () => {
    await db.fill(`CREATE TABLE n (note text); INSERT INTO n VALUES (repeat('secret ', 30)), ('')`);
    await db.mask(['n.note text']);
    expect(await db.values('SELECT note FROM app.n ORDER BY note')).toEqual([
      '',
      expect.stringMatching(/^(Masked text\. ){16}Ma$/),
    ]);
  });

  test('of null leaves nothing', async () => {
    await db.fill(`CREATE TABLE n (a jsonb, b bytea, c int); INSERT INTO n VALUES ('{"a": 1}', 'x', 7)`);
    await db.mask(['n.a null', 'n.b null', 'n.c null']);
    expect(await db.rows('SELECT * FROM app.n')).toEqual([{ a: null, b: null, c: null }]);
  });

  test.each([
    ['email', 'varchar(20)', '', /^[0-9a-f]{4}@example\.invalid$/],
    ['email', 'varchar(32)', 'UNIQUE', /^[0-9a-f]{16}@example\.invalid$/],
    ['phone', 'varchar(6)', '', /^\+999\d\d$/],
    ['phone', 'varchar(20)', 'UNIQUE', /^\+999\d{16}$/],
    ['name', 'varchar(3)', '', /^[A-Z][a-z]+ ?/],
    ['name', 'varchar(16)', 'UNIQUE', /^[0-9a-f]{16}$/],
    ['text', 'varchar(16)', 'UNIQUE', /^[0-9a-f]{16}$/],
    ['name', 'text', 'UNIQUE', /^[A-Z][a-z]+ [A-Z][a-z]+ [0-9a-f]{16}$/],
  ])('of %s fits into %s %s', async (how, type, unique, expected) => {
    await db.fill(`CREATE TABLE t (v ${type} ${unique}); INSERT INTO t VALUES ('xyz')`);
    await db.mask([`t.v ${how}`]);
    expect(await db.values('SELECT v FROM app.t')).toEqual([expect.stringMatching(expected)]);
  });

  test('of dates keeps apart what only together is unique, whatever order rows come in', async () => {
    await db.fill(`CREATE TABLE visit (member int, day date, PRIMARY KEY (member, day));
      INSERT INTO visit SELECT m, date '2025-01-01' + d FROM generate_series(1, 2) m, generate_series(1, 800) d
        ORDER BY m, CASE m WHEN 1 THEN d ELSE -d END`);
    await db.mask(['visit.day date']);
    const [facts] = await db.rows(
      `SELECT count(*)::int, max(day) - min(day) AS span, date '2025-01-02' - min(day) BETWEEN 1 AND 365 AS near FROM app.visit`,
    );
    expect(facts).toEqual({ count: 1600, span: 799, near: true });
  });
});
