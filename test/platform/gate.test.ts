import { readReport } from '../../lib/commitments/report';
import { acknowledgementProblems } from '../../lib/commitments/acknowledgements';
import { addChecks } from '../../lib/commitments/checks';
import { commitmentProps } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { synthesizeExample } from '../support/assembly';
import type { App } from 'aws-cdk-lib';

/** The one synth of the tests that every engine judges, CloudFormation's own validation included. */
let app: App;
let folder: string;

beforeAll(() => {
  process.env.CDK_VALIDATION = 'true';
  const assembly = synthesizeExample({
    prepare: (created) => {
      app = created;
      addChecks(created, commitmentProps(loadPlatform('config').config));
    },
  });
  folder = assembly.directory;
}, 120_000);

test('the example platform has no finding that nobody answered for', () => {
  expect(readReport(folder).findings).toEqual([]);
});

test('every engine has judged it', () => {
  const engines = new Set(readReport(folder).acknowledged.map(({ engine }) => engine));
  expect([...engines].sort()).toEqual(
    expect.arrayContaining(['AwsSolutions', 'Control Tower', 'NIST.800.53.R5', 'PCI.DSS.321']),
  );
});

test('every acknowledgement still matches a finding, names its engine, and gives a reason to check', () => {
  expect(acknowledgementProblems(app, folder)).toEqual([]);
});
