import { existsSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { contentOf } from '../../lib/access/server-files';
import { Machine } from './machine';

jest.setTimeout(60_000);

describe('what archives messages', () => {
  let machine: Machine;
  const archive = (...which: string[]) =>
    machine.bash(['lib/access/log-server/archive.sh', 'bucket', 'the-key', 'log-1', ...which], {
      CORDON_RECORDS: machine.folder.at('records'),
    });
  /** Keys of what is in the archive, with an underscore for a slash. */
  const stored = () => (existsSync(machine.folder.at('stored')) ? readdirSync(machine.folder.at('stored')) : []);
  const said = () => machine.calls().filter((call) => call.startsWith('logger'));
  const write = (name: string, minutesAgo: number) => {
    const file = machine.folder.at(`records/${name}.log`);
    writeFileSync(file, `${name}\n`);
    const at = new Date(Date.now() - minutesAgo * 60_000);
    utimesSync(file, at, at);
    return file;
  };
  /** Name of a quarter of an hour, some quarters ago, as rsyslog names it. */
  const quarter = (ago: number) => {
    const at = new Date(Date.now() - ago * 900_000);
    return `${at.toISOString().slice(0, 13)}-0${Math.floor(at.getUTCMinutes() / 15)}`;
  };

  beforeEach(() => {
    // Keeps what is uploaded: the sixth word is the key, the eighth the file.
    machine = new Machine({
      logger: '',
      aws: 'mkdir -p "$STORE" && cp "${@:8:1}" "$STORE/$(echo "${@:6:1}" | tr / _)"'.replaceAll(
        '$STORE',
        '${0%/bin/aws}/stored',
      ),
    });
    mkdirSync(machine.folder.at('records'));
  });
  afterEach(() => machine.folder.remove());

  test('LG-02: moves what is complete into the archive, encrypted and with a checksum, as the lock wants it', async () => {
    const name = quarter(2);
    const file = write(name, 20);
    expect(await archive()).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(file)).toBe(false);
    const [call] = machine.calls();
    expect(call).toMatch(
      new RegExp(`--bucket bucket --key syslog/${name.slice(0, 10)}/log-1/${name}-[0-9a-f]{12}\\.log\\.gz `),
    );
    expect(call).toContain('--server-side-encryption aws:kms --ssekms-key-id the-key --checksum-algorithm SHA256');
    expect(stored()).toHaveLength(1);
    const object = readFileSync(machine.folder.at(`stored/${stored()[0]}`));
    expect(gunzipSync(object).toString()).toBe(`${name}\n`);
  });

  test('LG-04: says of each quarter that it has moved it, for the alarm that counts them', async () => {
    const names = [quarter(3), quarter(2)];
    for (const name of names) write(name, 20);
    await archive();
    expect(said()).toEqual(names.map((name) => `logger -t cordon-archive moved ${name} into the archive`));
  });

  test('LG-02: overwrites nothing with what a server that came back writes in the same quarter', async () => {
    const name = quarter(2);
    write(name, 20);
    await archive();
    writeFileSync(write(name, 20), 'after the restart\n');
    await archive('all');
    expect(stored()).toHaveLength(2);
  });

  test('LG-02: stores the same file once, if it was killed before it could remove it', async () => {
    const name = quarter(2);
    write(name, 20);
    await archive();
    write(name, 20);
    await archive();
    expect(stored()).toHaveLength(1);
  });

  test('LG-02: leaves nothing on a server that stops, the present quarter included', async () => {
    const files = [write(quarter(0), 0), write(quarter(1), 0)];
    expect((await archive('all')).code).toBe(0);
    expect(files.map((file) => existsSync(file))).toEqual([false, false]);
    expect(stored()).toHaveLength(2);
  });

  test('leaves the present quarter, and one that was written a moment ago', async () => {
    const files = [write(quarter(0), 5), write(quarter(1), 0)];
    expect((await archive()).code).toBe(0);
    expect(files.map((file) => existsSync(file))).toEqual([true, true]);
    expect(machine.calls()).toEqual([]);
  });

  test('keeps what it could not move, for the next time', async () => {
    const file = write(quarter(3), 30);
    machine.program('aws', 'exit 1');
    expect((await archive()).code).not.toBe(0);
    expect(existsSync(file)).toBe(true);
    expect(said()).toEqual([]);
  });
});

test('LG-02: the last messages are moved after rsyslog has stopped, and before the network does', () => {
  const unit = contentOf('log-server/archive-last.service', { BUCKET: 'bucket', KEY: 'the-key' }).split('\n');
  // systemd stops units in the reverse of the order in which it starts them.
  for (const line of ['Before=rsyslog.service', 'After=network-online.target', 'RemainAfterExit=yes'])
    expect(unit).toContain(line);
  expect(unit.find((line) => line.startsWith('ExecStop='))).toMatch(/cordon-archive bucket the-key .* all'$/);
});
