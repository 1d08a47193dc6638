/** `npm run bench:synth`: how long a synth takes, each in a process of its own, as the median of three. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Sizes } from './sites';

const ROUNDS = 3;
const ROOT = join(__dirname, '..');
/** Verdicts of the Control Tower rules and bundles of functions; both are rebuilt when they are gone. */
const CACHE = join(ROOT, 'node_modules', '.cache', 'cordon');
/** Seconds; from the project's own quality bars. */
const BARS = { everything: 25, unchecked: 5 };

interface Run {
  readonly seconds: number;
  readonly stdout: string;
}

function run(script: string, args: readonly string[], env: Record<string, string> = {}): Run {
  const folder = mkdtempSync(join(tmpdir(), 'cordon-bench-'));
  const begun = performance.now();
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--require', 'ts-node/register', join(ROOT, script), ...args],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 1e9, env: { ...process.env, CDK_OUTDIR: folder, ...env } },
  );
  const seconds = (performance.now() - begun) / 1000;
  rmSync(folder, { recursive: true, force: true });
  if (status !== 0) throw new Error(`${script} ${args.join(' ')} ended with ${status}:\n${stderr.slice(-2000)}`);
  return { seconds, stdout };
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function measure(name: string, once: () => Run, bar?: number): void {
  const seconds = median(Array.from({ length: ROUNDS }, () => once().seconds));
  print(name, `${seconds.toFixed(1)} s`, bar === undefined ? '' : `bar ${bar} s: ${seconds < bar ? 'kept' : 'BROKEN'}`);
}

function print(...[name, value, remark]: [string, string, string]): void {
  console.log(`${name.padEnd(52)}${value.padStart(8)}  ${remark}`.trimEnd());
}

function measureSites(): void {
  const sizes = [1, 10_000].map((count) => {
    const runs = Array.from({ length: ROUNDS }, () => JSON.parse(run('bench/sites.ts', [`${count}`]).stdout) as Sizes);
    const seconds = median(runs.map((sized) => sized.synthSeconds));
    print(
      `${count.toLocaleString('en')} further ${count === 1 ? 'site' : 'sites'}, processor time after config loading`,
      `${seconds.toFixed(2)} s`,
      '',
    );
    return { seconds, digest: runs[0]!.digest };
  });
  const [one, many] = sizes as [(typeof sizes)[0], (typeof sizes)[0]];
  const growth = (many.seconds / one.seconds - 1) * 100;
  const same = one.digest === many.digest ? 'templates are the same, byte for byte' : 'TEMPLATES DIFFER';
  print(
    'growth from 1 to 10,000 sites',
    `${growth.toFixed(0)} %`,
    `bar 10 %: ${growth < 10 ? 'kept' : 'BROKEN'}; ${same}`,
  );
}

const [load] = loadavg() as [number];
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} processors, ${Math.round(totalmem() / 2 ** 30)} GiB, ` +
    `Node ${process.version}, load ${load.toFixed(1)}; median of ${ROUNDS}\n`,
);
measure(
  'every check, nothing cached',
  () => {
    rmSync(CACHE, { recursive: true, force: true });
    return run('bin/platform.ts', []);
  },
  BARS.everything,
);
measure('every check, cached', () => run('bin/platform.ts', []), BARS.everything);
measure('without checks', () => run('bin/platform.ts', [], { CDK_VALIDATION: 'false' }), BARS.unchecked);
measureSites();
