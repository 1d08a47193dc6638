import { RegionalClients } from '../../../worker/aws/regional-clients';
import { main } from '../../../worker/main';
import { jsonLog, type Log } from '../../../worker/log';

/**
 * The worker's program, killed as by a power cut when it reaches a step for the n-th time:
 * `node worker-killed-at.js <step> <n> <arguments of the worker>`.
 */
const [step, times, ...args] = process.argv.slice(2);
let reached = 0;

function killing(log: Log): Log {
  return {
    step: (name, facts) => {
      log.step(name, facts);
      if (name === step && ++reached === Number(times)) process.kill(process.pid, 'SIGKILL');
    },
    warn: (message, facts) => log.warn(message, facts),
    with: (facts) => killing(log.with(facts)),
  };
}

void main({
  args,
  env: process.env,
  aws: new RegionalClients(),
  output: (line) => void process.stdout.write(`${line}\n`),
  log: killing(jsonLog((line) => void process.stderr.write(line))),
  shutdown: new AbortController().signal,
}).then((code) => (process.exitCode = code));
