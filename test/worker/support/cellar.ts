/** A table with a column for each kind of value that PostgreSQL writes in its own way. */
export const CELLAR = `
  SET ROLE "acme-wines";
  CREATE DOMAIN wine.label AS varchar(40);
  CREATE TYPE wine.mood AS ENUM ('=merry', 'sad');
  CREATE TYPE wine.pair AS (first text, second int);
  CREATE TABLE wine.cellar (
    id int PRIMARY KEY, gone int, note text, padded char(6), label wine.label, mood wine.mood,
    price numeric(30,10), big bigint, real float8, open bool, day date, at timestamp, since timestamptz, hour time,
    zoned timetz, span interval, record jsonb, words text[], numbers int[], key uuid, bytes bytea, range int4range,
    pair wine.pair, money money, address inet, tags hstore, search tsvector, remark text,
    double int GENERATED ALWAYS AS (id * 2) STORED,
    "triple, ""computed""" int GENERATED ALWAYS AS (id * 3) VIRTUAL, "=HYPERLINK" text);
  ALTER TABLE wine.cellar DROP COLUMN gone;
  INSERT INTO wine.cellar VALUES
    (1, '=1+1', 'ab', '+49 30', '=merry', -12.5, -9007199254740993, -0.1, true, '2024-02-29', '2024-02-29 23:59:59.999',
     '2024-02-29 23:59:59+02', '12:34:56', '12:34:56+02', '-1 day', '{"a": [1, "=x"]}', '{=a,"b,c","d\\"e"}', '{-1,2}',
     '00000000-0000-0000-0000-000000000001', '\\x00ff0a', '[-1,5)', '("=x",-1)', -5.25, '10.0.0.1', '"=k"=>"-v"', 'wine:1',
     '=remark', DEFAULT, DEFAULT, '@SUM(A1)'),
    (2, E'two\\nlines,\\r\\n"quoted"\\t\\\\N', '', '', 'sad', 12345678901234567890.0123456789, 123456789012345, 'Infinity',
     false, '1899-12-31', '2024-02-29 23:59:59.123456', 'infinity', '24:00:00', NULL, '1 year 2 mons -03:00:00', 'null',
     '{}', NULL, NULL, '', 'empty', NULL, NULL, NULL, '', '', '', DEFAULT, DEFAULT, E'\\t=tab'),
    (3, 'Ünïcode 𝄞 日本 ＝1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, DEFAULT, NULL),
    (4, '''=already', '-', E'\\r', NULL, 'NaN', 1000000000000000000, 'NaN', NULL, '10000-01-01', '0044-03-15 00:00:00 BC',
     '1969-07-20 20:17:40.5+00', '00:00:00.25', NULL, '00:00:01', '"-"', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
     NULL, NULL, NULL, DEFAULT, DEFAULT, ''),
    (5, E'_x0041_ \\x01 <&>', NULL, NULL, NULL, 123456789012345, 0, 0.1, NULL, '1900-02-28', '1900-03-01 00:00:00', NULL,
     NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, DEFAULT, DEFAULT, ' =blank');`;

/** Tables that are odd in one way or another, and settings that change how values are written. */
export const OTHERS = `
  SET ROLE "acme-wines";
  CREATE TABLE person (id int, name text); CREATE TABLE winemaker (vines int) INHERITS (person);
  INSERT INTO person VALUES (1, 'Ada'); INSERT INTO winemaker VALUES (2, 'Ben', 7);
  CREATE MATERIALIZED VIEW never AS SELECT 1 AS one WITH NO DATA;
  CREATE TABLE "Odd/../name ""x""" (i int);
  CREATE TABLE columnless (); INSERT INTO columnless DEFAULT VALUES; INSERT INTO columnless DEFAULT VALUES;
  ALTER TABLE note FORCE ROW LEVEL SECURITY; ALTER TABLE note NO FORCE ROW LEVEL SECURITY;
  ALTER DATABASE "acme-wines" SET DateStyle = 'German'; ALTER DATABASE "acme-wines" SET bytea_output = 'escape';
  ALTER DATABASE "acme-wines" SET TimeZone = 'Asia/Tokyo'; ALTER DATABASE "acme-wines" SET statement_timeout = '1min';`;
