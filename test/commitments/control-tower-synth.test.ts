import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack, Stage, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import * as sqs from 'aws-cdk-lib/aws-sqs';
import { ControlTowerRules } from '../../lib/commitments/control-tower';
import { readReport } from '../../lib/commitments/report';
import { createApp } from '../../lib/platform/app';

jest.setTimeout(60_000);

describe('in a synth', () => {
  function synthesize(acknowledge: (stack: Stack) => void) {
    const outdir = mkdtempSync(join(tmpdir(), 'cordon-guard-synth-'));
    const app = createApp({ outdir });
    Validations.of(app).addPlugins(new ControlTowerRules({ cache: 'none' }));
    const stage = new Stage(app, 'production-eu-west-1', { env: { account: '111111111111', region: 'eu-west-1' } });
    const stack = new Stack(stage, 'data');
    new s3.Bucket(stack, 'Bucket', { versioned: true });
    new sqs.Queue(stack, 'Queue', { encryption: sqs.QueueEncryption.KMS });
    acknowledge(stack);
    let error: unknown;
    try {
      app.synth();
    } catch (caught) {
      error = caught;
    }
    return { ...readReport(outdir), error };
  }

  test('is acknowledged at its resource by Control Tower’s id, while other findings still fail', () => {
    const reason = 'Holds nothing but a copy of what another bucket holds, as its description says.';
    const { findings, acknowledged, error } = synthesize((stack) => {
      Validations.of(stack.node.findChild('Bucket')).acknowledge({ id: 'Control-Tower::CT.S3.PR.4', reason });
    });
    expect(acknowledged.map(({ rule, constructPath }) => [rule, constructPath])).toEqual([
      ['CT.S3.PR.4', 'production-eu-west-1/data/Bucket/Resource'],
    ]);
    expect(findings.map(({ rule }) => rule)).toEqual(expect.arrayContaining(['CT.S3.PR.1', 'CT.SQS.PR.1']));
    expect(findings.every(({ severity }) => severity === 'error')).toBe(true);
    expect(String(error)).toContain('[CT.SQS.PR.1]');
  });

  test('reads what an escape hatch has written', () => {
    const { findings } = synthesize((stack) => {
      const cfn = stack.node.findChild('Bucket').node.defaultChild as s3.CfnBucket;
      cfn.addPropertyOverride('VersioningConfiguration.Status', 'Suspended');
    });
    expect(findings.map(({ rule }) => rule)).toContain('CT.S3.PR.11');
  });
});
