import { Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { acknowledgementProblems } from '../../lib/commitments/acknowledgements';
import { synthesize } from './synthesize';

const reason = 'Receives the access logs of other buckets; logging it to itself would never end.';

function problemsOf(acknowledgement: { id: string; reason: string }): string[] {
  const { app, folder } = synthesize((stack) => {
    Validations.of(new s3.CfnBucket(stack, 'Bucket')).acknowledge(acknowledgement);
  });
  // The acknowledgement for the whole app matches nothing in an app without roles.
  return acknowledgementProblems(app, folder).filter((problem) => !problem.startsWith('app:'));
}

test('an acknowledgement that matches a finding and explains itself is no problem', () => {
  expect(problemsOf({ id: 'AwsSolutions::AwsSolutions-S1', reason })).toEqual([]);
});

test('an acknowledgement that matches no finding any more is named', () => {
  expect(problemsOf({ id: 'AwsSolutions::AwsSolutions-RDS2', reason })).toEqual([
    'production-ap-southeast-2/data/Bucket: the acknowledgement of AwsSolutions::AwsSolutions-RDS2 matches no finding; remove it',
  ]);
});

test('an acknowledgement whose id names no engine is named, since the report hides what it covers', () => {
  const [problem, ...others] = problemsOf({ id: 'AwsSolutions-S1', reason });
  expect(others).toEqual([]);
  expect(problem).toMatch(/AwsSolutions-S1 names no engine/);
});

test('an acknowledgement that explains nothing is named', () => {
  const [problem, ...others] = problemsOf({ id: 'AwsSolutions::AwsSolutions-S1', reason: 'not needed' });
  expect(others).toEqual([]);
  expect(problem).toMatch(/gives ‘not needed’ as its reason/);
});

test('an acknowledgement for the whole app that nothing needs is named', () => {
  const { app, folder } = synthesize((stack) => new s3.CfnBucket(stack, 'Bucket'));
  expect(acknowledgementProblems(app, folder)).toContain(
    'app: the acknowledgement of PCI.DSS.321::PCI.DSS.321-IAMNoInlinePolicy matches no finding; remove it',
  );
});
