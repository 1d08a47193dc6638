import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { HomeRegion } from '../lib/config/platform';
import { EmbeddedAws } from './embedded-aws';
import { EmbeddedPostgres } from './embedded-postgres';
import { Door, type Fault } from './door';
import { joinAws, type Aws, type Running } from './running-aws';
import { BROKEN_DOOR } from './run-worker/run-file';
import { startTogether } from './start-together';

/** Settings of a database server on which nothing is worth keeping after the run. */
const QUICK = {
  shared_buffers: '256MB',
  max_connections: '200',
  autovacuum: 'off',
  max_wal_size: '4GB',
  jit: 'off',
  // Each of thousands of sign-ins would take milliseconds.
  scram_iterations: '1',
};

/**
 * Five minutes of AWS are this many seconds: the embedded AWS shortens what state machines wait for (at most a minute
 * each), so the leases that they wait out must be as short.
 */
const FIVE_MINUTES = 4;
export const LEASE_SECONDS = FIVE_MINUTES;
const WAIT_SCALE = String((FIVE_MINUTES + 0.5) / 60);

/** An AWS, embedded unless one runs already, and a database server in the home and one in the recovery region. */
export class World {
  public static async start(home: HomeRegion, running?: Running): Promise<World> {
    const { region, account } = home;
    const parts = await startTogether(
      running
        ? joinAws(running, home)
        : EmbeddedAws.start({ region, account, settings: { SFN_WAIT_SCALE: WAIT_SCALE } }),
      EmbeddedPostgres.start({ settings: QUICK }),
      EmbeddedPostgres.start({ settings: QUICK }),
    );
    try {
      const [aws, homeServer, recoveryServer] = parts;
      // In a home that is removed even after this process was killed, and that no disaster takes.
      const directory = join(recoveryServer.home, 'rehearsal');
      mkdirSync(join(directory, 'runs'), { recursive: true });
      makePrograms(directory, homeServer.bin);
      return new World(directory, aws, homeServer, recoveryServer, await Door.start(aws.endpoint));
    } catch (error) {
      await Promise.all(parts.map((part) => part.stop()));
      throw error;
    }
  }

  private readonly clients = new Map<string, S3Client>();

  private constructor(
    /** For files of this run; gone with it. */
    public readonly directory: string,
    public readonly aws: Aws,
    public readonly homeServer: EmbeddedPostgres,
    public readonly recoveryServer: EmbeddedPostgres,
    /** The way to AWS that the worker takes, and that can break. */
    public readonly door: Door,
  ) {}

  /** The client of S3 in a region, past the door: what it looks at is there whatever is broken on the way. */
  public s3(region: string): S3Client {
    const known = this.clients.get(region) ?? new S3Client({ ...this.aws.client(), region, forcePathStyle: true });
    this.clients.set(region, known);
    return known;
  }

  /** Directory of PostgreSQL's programs, as the worker finds them. */
  public get bin(): string {
    return join(this.directory, 'bin');
  }

  /** From now on what pg_dump writes of these sites goes to a device that is full; or no longer. */
  public fillDisk(sites: readonly { readonly id: string }[], full: boolean): void {
    for (const { id } of sites) {
      const marker = join(this.directory, `full-${id}`);
      if (full) writeFileSync(marker, '');
      else rmSync(marker, { force: true });
    }
  }

  /**
   * From now on the worker meets what is broken on the way to AWS. Otherwise it takes the straight way: each request
   * that passes the door takes a good part of the time that answering it does.
   *
   * @returns what ends it.
   */
  public async breakDoor(fault: Fault): Promise<() => Promise<void>> {
    const file = join(this.directory, BROKEN_DOOR);
    await this.door.break(fault);
    writeFileSync(file, this.door.url);
    return async () => {
      await this.door.heal(fault);
      if (!this.door.isBroken) rmSync(file, { force: true });
    };
  }

  /** Where running workers leave their process ids. */
  public get runs(): string {
    return join(this.directory, 'runs');
  }

  public async stop(): Promise<void> {
    for (const client of this.clients.values()) client.destroy();
    const parts = [this.door, this.aws, this.homeServer, this.recoveryServer];
    await Promise.all(parts.map((part) => part.stop().catch(() => undefined)));
  }
}

/** The real programs, of which pg_dump can meet a full disk: /dev/full takes nothing, as a disk without room. */
function makePrograms(directory: string, real: string): void {
  const bin = join(directory, 'bin');
  mkdirSync(bin);
  symlinkSync(join(real, 'pg_restore'), join(bin, 'pg_restore'));
  const script = `#!/bin/sh
if [ "$1" != --version ] && [ -e '${directory}/full-'"$PGDATABASE" ]; then exec '${real}/pg_dump' "$@" >/dev/full; fi
exec '${real}/pg_dump' "$@"
`;
  writeFileSync(join(bin, 'pg_dump'), script, { mode: 0o755 });
}
