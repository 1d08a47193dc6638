import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Part } from '../commitments/template';

const ROOT = resolve(__dirname, '..', '..');

/** Synthesizes what `template.json` holds; with `patience` in the folder it waits to be ended. */
const APP = `
const { existsSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const out = process.env.CDK_OUTDIR;
writeFileSync(join(out, 't.json'), readFileSync('template.json'));
const properties = { templateFile: 't.json', stackName: 'data' };
const stack = { type: 'aws:cloudformation:stack', environment: 'aws://111111111111/eu-central-1', displayName: 'production-eu-central-1/data (data)', properties };
writeFileSync(join(out, 'manifest.json'), JSON.stringify({ artifacts: { data: stack } }));
if (existsSync('patience')) setTimeout(() => undefined, 60_000);
`;

export interface Answer {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project in a repository of its own, whose app synthesizes one stack at once. */
export class TinyProject {
  public readonly folder = mkdtempSync(join(tmpdir(), 'cordon-tiny-'));
  /** Where the program puts what it needs for a while. */
  public readonly temporary = mkdtempSync(join(tmpdir(), 'cordon-tiny-tmp-'));

  constructor() {
    mkdirSync(join(this.folder, 'node_modules'));
    symlinkSync(join(ROOT, 'node_modules/ts-node'), join(this.folder, 'node_modules/ts-node'));
    cpSync(join(ROOT, 'config'), join(this.folder, 'config'), { recursive: true });
    this.write('cdk.json', JSON.stringify({ app: 'node app.js' }));
    this.write('app.js', APP);
    this.write('package-lock.json', '{}');
    this.write('.gitignore', 'node_modules\n.cache\n');
    this.git('init', '--quiet');
  }

  public write(file: string, content: string): void {
    mkdirSync(join(this.folder, file, '..'), { recursive: true });
    writeFileSync(join(this.folder, file), content);
  }

  /** What the project synthesizes from now on, and promises. */
  public has(Resources: Record<string, Part>, promises: readonly string[] = ['BK-01']): void {
    this.write('template.json', JSON.stringify({ Resources }));
    this.write('lib/commitments/register.js', `exports.register = ${JSON.stringify(promises.map((id) => ({ id })))};`);
  }

  /** Commits everything under a tag. */
  public release(tag: string): void {
    this.git('add', '--all');
    this.git('-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '--quiet', '--allow-empty', '-m', tag);
    this.git('tag', tag);
  }

  public git(...args: readonly string[]): string {
    return execFileSync('git', ['-C', this.folder, ...args], { encoding: 'utf8' });
  }

  /** Starts `npm run review` in it. */
  public start(...args: readonly string[]): { readonly child: ChildProcess; readonly answer: Promise<Answer> } {
    const program = ['--require', join(ROOT, 'node_modules/ts-node/register'), join(ROOT, 'bin/review.ts'), ...args];
    const env = {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: this.temporary },
      TS_NODE_PROJECT: join(ROOT, 'tsconfig.json'),
    };
    const child = spawn(process.execPath, program, { cwd: this.folder, env });
    let [stdout, stderr] = ['', ''];
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    return { child, answer: new Promise((done) => child.on('close', (status) => done({ status, stdout, stderr }))) };
  }
}
