const { isMainThread, Worker } = require('node:worker_threads');

// Preloaded into programs that a rehearsal starts: a killed one can't stop them, so they look for themselves whether it
// is still there. In a thread, since a synth does nothing else until it is done. Threads of the program preload it, too.
if (isMainThread) {
  new Worker(
    `setInterval(() => process.ppid === ${Number(process.env.REHEARSAL)} || process.kill(process.pid, 'SIGKILL'), 100);`,
    { eval: true, execArgv: [] },
  ).unref();
}
