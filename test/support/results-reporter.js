'use strict';
const { writeFileSync } = require('node:fs');
const { join } = require('node:path');

/** Leaves the results of a run where the teardown of all tests finds them. */
module.exports = class ResultsReporter {
  onRunComplete(_, { testResults }) {
    const run = process.env.CORDON_TEST_RUN;
    if (run !== undefined) writeFileSync(join(run, 'results.json'), JSON.stringify(testResults.map(summaryOf)));
  }
};

function summaryOf({ testFilePath, testResults, testExecError, failureMessage }) {
  const tests = testResults.map(({ fullName, status }) => ({ title: fullName, status }));
  // A file that could not be loaded has no tests to fail.
  const broken = testExecError !== undefined || (tests.length === 0 && failureMessage);
  return { file: testFilePath, tests: broken ? [...tests, { title: 'the file can be run', status: 'failed' }] : tests };
}
