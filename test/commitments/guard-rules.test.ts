import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { guardBinary, judge } from '../../lib/commitments/guard-engine';
import { STALE_RULES, controlTowerRules, guardPackage, parseRule } from '../../lib/commitments/guard-rules';
import { commitmentRules } from '../../lib/commitments/rules';
import { fingerprint, sliceFor } from '../../lib/commitments/template-twins';

const { rules } = controlTowerRules();
const codeOf = (file: string) => readFileSync(file, 'utf8').replace(/^\s*#.*$/gm, '');

test('knows of each rule the resources that its own description says it reports on', () => {
  const documented = rules.flatMap(({ id, file, subjects }) => {
    const section = /# Reports on:([\s\S]*?)# *Evaluates/.exec(readFileSync(file, 'utf8'))?.[1] ?? '';
    const types = (section.match(/AWS::\w+::\w+/g) ?? []).map((type) => type.toLowerCase());
    return types.length > 0 ? [{ id, types, parsed: [...subjects].map((type) => type.toLowerCase()) }] : [];
  });
  expect(documented.length).toBeGreaterThan(225);
  for (const { id, types, parsed } of documented) expect([id, parsed.sort()]).toEqual([id, [...new Set(types)].sort()]);
});

test('finds the id of each rule in the message that the rule itself gives', () => {
  for (const { id, file } of rules) expect(readFileSync(file, 'utf8')).toContain(`[${id}]`);
});

describe('what makes it right to judge a slice instead of a template', () => {
  test('a rule reaches resources by their type, or by a reference whose type it checks', () => {
    for (const { id, file } of rules) {
      const reaches = codeOf(file).match(/\bResources\b(?!VpcConfig)[^\n]*/g) ?? [];
      const strange = reaches.filter(
        (line) =>
          !/^Resources(\.\*)?\[\s*(Type|$)/.test(line) &&
          !/^Resources\[ keys == %resource_key \]$/.test(line) &&
          // `Resources exists` tells templates from hooks; the others are a property of an EKS cluster.
          !/^Resources( exists| not empty| is_list|\[\*\] == "secrets"|' that contains)/.test(line),
      );
      expect([id, strange]).toEqual([id, []]);
    }
  });

  test('a rule reads the properties of a resource by their names, never all of them', () => {
    for (const { id, file } of rules) {
      expect([id, codeOf(file).match(/Properties(\.\*|\s*\[|\s+(not\s+)?empty|\s*\{\s*keys)/g) ?? []]).toEqual([
        id,
        [],
      ]);
    }
  });

  test('keeps what its rules can see, and nothing else', () => {
    const template = {
      Resources: {
        Bucket: {
          Type: 'AWS::S3::Bucket',
          Properties: { BucketName: 'x', VersioningConfiguration: { Status: 'Enabled' } },
        },
        Plan: { Type: 'AWS::Backup::BackupPlan', Properties: {} },
      },
    };
    const slice = sliceFor(template, rules);
    expect(slice.template).toEqual({
      Resources: {
        Bucket: { Type: 'AWS::S3::Bucket', Properties: { VersioningConfiguration: { Status: 'Enabled' } } },
      },
    });
    expect(slice.rules.map(({ id }) => id)).toContain('CT.S3.PR.11');
    expect(slice.rules.every(({ subjects }) => subjects.has('AWS::S3::Bucket'))).toBe(true);
  });
});

describe('what makes it right to judge twins once', () => {
  test('no rule reads a region, an account, a private range or a domain of a customer', () => {
    for (const { id, file } of rules) {
      const literals = codeOf(file).match(/"[^"\n]*"|'[^'\n]*'|\/[^/\n]+\//g) ?? [];
      const placed = literals.filter((literal) =>
        /\b(af|ap|ca|eu|me|sa|us)-(north|south|east|west|central)+-\d|\b\d{12}\b|\b(10|172|192)\.\d+\.\d+\./.test(
          literal,
        ),
      );
      expect([id, placed]).toEqual([id, []]);
    }
  });

  const template = (region: string, account: string, range: string, environment: string, extra = {}) => ({
    Resources: {
      Group: {
        Type: 'AWS::EC2::SecurityGroup',
        Properties: { SecurityGroupIngress: [{ CidrIp: `${range}/16`, FromPort: 22 }], ...extra },
      },
      Trust: {
        Type: 'AWS::IAM::Policy',
        Properties: { PolicyDocument: { Resource: `arn:aws:s3:::${environment}-${account}-${region}` } },
      },
    },
  });
  const print = (environment: string, ...[region, account, range, extra]: [string, string, string, object?]) =>
    fingerprint(sliceFor(template(region, account, range, environment, extra), rules), environment, '1');
  const sydney = print('production', 'ap-southeast-2', '111111111111', '10.0.0.0');

  test('templates that differ in environment, region, account and ranges are twins', () => {
    expect(print('test', 'us-west-2', '222222222222', '10.64.0.0')).toBe(sydney);
  });

  test.each([
    ['a range that is not private', ['ap-southeast-2', '111111111111', '0.0.0.0']],
    ['another size of a range', ['ap-southeast-2', '111111111111', '10.0.0.0/8,10.0.0.0']],
    ['one permission less', ['ap-southeast-2', '111111111111', '10.0.0.0', { SecurityGroupIngress: [] }]],
  ] as [string, [string, string, string, object?]][])('a template with %s is no twin', (_name, place) => {
    expect(print('production', ...place)).not.toBe(sydney);
  });
});

describe('a rule that is left out as stale', () => {
  const modern: Record<string, { Type: string; Properties: Record<string, unknown> }> = {
    'CT.AUTOSCALING.PR.1': {
      Type: 'AWS::AutoScaling::AutoScalingGroup',
      Properties: { MinSize: '2', MaxSize: '4', VPCZoneIdentifier: [{ Ref: 'A' }, { Ref: 'B' }, { Ref: 'C' }] },
    },
    'CT.GUARDDUTY.PR.1': {
      Type: 'AWS::GuardDuty::Detector',
      Properties: { Enable: true, Features: [{ Name: 'S3_DATA_EVENTS', Status: 'ENABLED' }] },
    },
  };
  const files: Record<string, string> = {
    'CT.AUTOSCALING.PR.1': 'ec2autoscaling/ct-autoscaling-pr-1.guard',
    'CT.GUARDDUTY.PR.1': 'guardduty/ct-guardduty-pr-1.guard',
  };
  const own = commitmentRules({ residencies: {} });

  test.each(Object.keys(STALE_RULES))('%s fails a template that does what it asks for in today’s words', (id) => {
    const file = join(guardPackage, 'rules/control-tower/cfn-guard', files[id]!);
    const stale = parseRule(file, readFileSync(file, 'utf8'));
    expect(rules.map((rule) => rule.id)).not.toContain(id);
    const [found] = judge(guardBinary()!, [{ template: { Resources: { Modern: modern[id]! } }, rules: [stale] }]);
    expect(found!.map(({ rule, logicalId }) => [rule, logicalId])).toEqual([[id, 'Modern']]);
  });

  test.each(Object.entries(STALE_RULES))('%s has a rule of ours in its place', (id, { instead }) => {
    expect(own.find((rule) => rule.id === instead)?.types).toEqual([modern[id]!.Type]);
  });
});
