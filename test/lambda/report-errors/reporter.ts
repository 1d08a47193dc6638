import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { KinesisStreamBatchResponse } from 'aws-lambda';
import { bundledCode } from '../../../lib/platform/bundle';

const PROGRAM = `
const { handler } = require(process.argv[1]);
process.on('message', (event) => handler(event).then(
  (result) => process.send({ result }),
  (error) => process.send({ error: String(error) }),
));
process.send({});
`;

interface Answer {
  readonly result?: KinesisStreamBatchResponse;
  readonly error?: string;
}

/** The function as it is deployed, in a process of its own: whom it trusts in TLS is settled when a process starts. */
export class Reporter {
  public printed = '';

  private answered?: (answer: Answer) => void;

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.printed += String(text)));
    child.on('message', (answer: Answer) => this.answered?.(answer));
    child.on('exit', () => this.answered?.({ error: `It ended: ${this.printed}` }));
  }

  public static async start(environment: Readonly<Record<string, string>>): Promise<Reporter> {
    const program = join(bundledCode('report-errors').path, 'index.js');
    const child = spawn(process.execPath, ['-e', PROGRAM, program], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { PATH: process.env.PATH, ...environment },
    });
    const reporter = new Reporter(child);
    await reporter.answer();
    return reporter;
  }

  /** Calls it with records of the stream, whose numbers are 0, 1 and so on. */
  public async call(...records: readonly Buffer[]): Promise<KinesisStreamBatchResponse> {
    const Records = records.map((data, index) => ({
      kinesis: { data: data.toString('base64'), sequenceNumber: `${index}` },
    }));
    const answer = this.answer();
    this.child.send({ Records });
    const { result, error } = await answer;
    if (!result) throw new Error(error);
    return result;
  }

  public stop(): void {
    this.child.kill();
  }

  private answer(): Promise<Answer> {
    return new Promise((resolve) => (this.answered = resolve));
  }
}
