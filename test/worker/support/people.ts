import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { personKey, type Identifier } from '../../../lambda/shared/person';
import type { PersonalData } from '../../../lambda/shared/job';
import type { JobSite } from '../../../worker/job';
import type { PersonErasureReceipt } from '../../../worker/person/erased-people';
import type { PersonExported } from '../../../worker/operations/export-person';
import type { Workshop } from '../../../worker/site-work';
import { Bucket } from '../../../worker/storage/bucket';
import { fetchExport, type Unpacked } from './exports';
import { Erasing } from './erasing';
import { onboarded, run } from './operating';
import { HOME, type World } from './world';

const OPERATIONS = `operations-${HOME}`;

/** As an application keeps people: who they are in one table, what is about them in others that refer to it. */
const TABLES = `
  CREATE TABLE contact (id int PRIMARY KEY, full_name text NOT NULL, email text UNIQUE, phone text, born date, town text);
  CREATE TABLE address (id int PRIMARY KEY, contact int REFERENCES contact, street text);
  CREATE TABLE message (id int PRIMARY KEY, recipient text, body text);
  CREATE TABLE job (id int PRIMARY KEY, contact int REFERENCES contact, planned date);
  CREATE TABLE report (id int PRIMARY KEY, job int REFERENCES job, signature bytea, hours int);
  CREATE TABLE diary (day date, entry text);
  CREATE TABLE history (who text);
  CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN INSERT INTO public.history VALUES (OLD.email); RETURN NEW; END $$;
  CREATE TRIGGER keep BEFORE UPDATE ON contact FOR EACH ROW EXECUTE FUNCTION keep();
  CREATE MATERIALIZED VIEW directory AS SELECT full_name, email FROM contact;`;

const PEOPLE = `
  INSERT INTO contact VALUES (1, 'Ada Lovelace', ' Ada@Customer.example', '+49 (170) 1-23', '1990-12-10', 'Bonn'),
    (2, 'Ben Young', 'ben@customer.example', '0171 9', '1985-01-01', 'Ulm'), (3, 'No address', NULL, NULL, NULL, NULL);
  INSERT INTO address VALUES (1, 1, '=1 Vineyard Road'), (2, 2, '2 Vineyard Road'), (3, 1, '3 Vineyard Road');
  INSERT INTO message VALUES (1, 'ada@customer.example', 'Dear Ada'), (2, 'ben@customer.example', 'Dear Ben'),
    (3, NULL, 'Dear nobody');
  INSERT INTO job VALUES (1, 1, '2026-01-01'), (2, 2, '2026-01-02');
  INSERT INTO report VALUES (1, 1, 'Ada', 3), (2, 2, 'Ben', 4);
  INSERT INTO diary VALUES ('2026-01-01', 'Ada came by');
  REFRESH MATERIALIZED VIEW directory;`;

export const PERSONAL_DATA: PersonalData = {
  columns: [
    { table: 'public.contact', column: 'full_name', mask: 'name' },
    { table: 'public.contact', column: 'email', mask: 'email' },
    { table: 'public.contact', column: 'phone', mask: 'phone' },
    { table: 'public.contact', column: 'born', mask: 'date' },
    { table: 'public.address', column: 'street', mask: 'text' },
    { table: 'public.message', column: 'recipient', mask: 'email' },
    { table: 'public.message', column: 'body', mask: 'text' },
    { table: 'public.report', column: 'signature', mask: 'null' },
    { table: 'public.diary', column: 'entry', mask: 'text' },
  ],
  links: [
    { table: 'public.address', column: 'contact', references: 'public.contact', key: 'id' },
    { table: 'public.job', column: 'contact', references: 'public.contact', key: 'id' },
    { table: 'public.report', column: 'job', references: 'public.job', key: 'id' },
  ],
};

export const ADA: readonly Identifier[] = [{ kind: 'email', value: 'ADA@customer.example' }];

/** Sites with people in them, and where requests say whom they are about. */
export class People {
  public static async start(): Promise<People> {
    const erasing = await Erasing.start();
    const CreateBucketConfiguration = { LocationConstraint: HOME } as const;
    await erasing.world.clients
      .s3(HOME)
      .send(new CreateBucketCommand({ Bucket: OPERATIONS, CreateBucketConfiguration }));
    return new People(erasing);
  }

  private constructor(private readonly erasing: Erasing) {}

  public get world(): World {
    return this.erasing.world;
  }

  public shop(site: JobSite, changes: Parameters<World['shop']>[1] = {}): Workshop {
    return this.erasing.shop(site, changes);
  }

  public async inhabited(id: string, changes: Partial<JobSite> = {}): Promise<JobSite> {
    const site = await onboarded(this.world, id, { personalData: PERSONAL_DATA, ...changes });
    await this.sql(site, `SET ROLE "${id}"; ${TABLES} ${PEOPLE}`);
    return site;
  }

  public sql(site: JobSite, text: string, database = site.id): Promise<Record<string, unknown>[]> {
    return this.world.sql(this.world.homeServer, text, database);
  }

  /** The first column of all rows. */
  public async values(site: JobSite, text: string): Promise<unknown[]> {
    return (await this.sql(site, text)).map((row) => Object.values(row)[0]);
  }

  public async exportPerson(site: JobSite, operation: string, who = ADA, shop = this.shop(site)) {
    return (await this.run(shop, site, 'export-person', operation, who)) as PersonExported;
  }

  public async erasePerson(site: JobSite, operation: string, who = ADA, shop = this.shop(site)) {
    return (await this.run(shop, site, 'erase-person', operation, who)) as PersonErasureReceipt;
  }

  public fetch(done: PersonExported): Promise<Unpacked> {
    return fetchExport(this.erasing.exports, done);
  }

  private async run(
    shop: Workshop,
    site: JobSite,
    what: string,
    operation: string,
    identifiers: readonly Identifier[],
  ) {
    const bucket = new Bucket(this.world.clients.s3(HOME), HOME, OPERATIONS);
    await bucket.put(personKey(operation), JSON.stringify({ identifiers }), {});
    const person = `s3://${OPERATIONS}/${personKey(operation)}`;
    return run(shop, site, what, '--site', site.id, '--operation', operation, '--person', person);
  }
}
