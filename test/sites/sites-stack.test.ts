import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { sitesStack, testHome } from './surroundings';

jest.setTimeout(60_000);

const template = Template.fromStack(sitesStack(createApp()));

interface Definition {
  readonly States: Readonly<Record<string, Record<string, unknown>>>;
}

/** Definitions of the state machines by the operation of their tag, or `wave` where they have none. */
function machines(): { readonly operation: string; readonly text: string }[] {
  const found = template.findResources('AWS::StepFunctions::StateMachine');
  return Object.values(found).map(({ Properties }) => {
    const tags = (Properties.Tags ?? []) as { Key: string; Value: string }[];
    const operation = tags.find(({ Key }) => Key === 'cordon:operation')?.Value ?? 'wave';
    const [, parts] = Properties.DefinitionString['Fn::Join'] as [string, unknown[]];
    return { operation, text: parts.map((part) => (typeof part === 'string' ? part : 'x')).join('') };
  });
}

test('passes every check, for originals and for copies', () => {
  const open = (place?: typeof testHome) =>
    findings((stage) => {
      sitesStack(stage, place && { place, recovery: undefined });
    }).filter((finding) => !finding.includes('IAMNoInlinePolicy') && !finding.includes('/outside-'));
  expect(open()).toEqual([]);
  expect(open(testHome)).toEqual([]);
});

describe('state machines', () => {
  test('there is one for each operation on a site, tagged so that support may start two of them, and three waves', () => {
    expect(
      machines()
        .map(({ operation }) => operation)
        .sort(),
    ).toEqual(
      ['clone', 'erase', 'erase-person', 'export', 'export-person', 'onboard', 'restore', 'retire', 'verify'].concat(
        Array<string>(3).fill('wave'),
      ),
    );
  });

  test('log everything, are traced, and encrypt what executions hold', () => {
    template.allResourcesProperties('AWS::StepFunctions::StateMachine', {
      LoggingConfiguration: Match.objectLike({ Level: 'ALL', IncludeExecutionData: true }),
      TracingConfiguration: { Enabled: true },
      EncryptionConfiguration: Match.objectLike({ Type: 'CUSTOMER_MANAGED_KMS_KEY' }),
    });
  });

  test('DR-01: a single operation, such as a restore, ends within the working day', () => {
    for (const { operation, text } of machines()) {
      const { TimeoutSeconds } = JSON.parse(text) as { TimeoutSeconds: number };
      expect(TimeoutSeconds).toBeLessThanOrEqual(operation === 'wave' ? 20 * 3600 : 8 * 3600);
    }
  });

  test('a failed run of the worker is recorded, and tried again before', () => {
    for (const { text } of machines()) {
      const steps = stepsOf(JSON.parse(text) as Definition);
      const run = steps['Run the worker'] as { Retry: unknown[]; Catch: { Next: string }[] };
      expect(run.Retry).toHaveLength(1);
      expect(run.Catch.map(({ Next }) => Next)).toEqual(['Record results']);
    }
  });

  test('a wave tolerates the failure of any server, and tells on-call of it', () => {
    const waves = machines().filter(({ operation }) => operation === 'wave');
    for (const { text } of waves) {
      expect(text).toContain('"ToleratedFailurePercentage":100');
      expect(text).toContain('Site Operation Failed');
      expect(text).toContain('"Mode":"DISTRIBUTED"');
    }
  });

  test('only erasure and retirement run with the right to destroy', () => {
    const using = machines()
      .filter(({ text }) => text.includes('WorkerDestroy'))
      .map(({ operation }) => operation);
    expect(using.sort()).toEqual(['erase', 'retire']);
  });
});

test('the registry can be brought back to any second, is under backup and outlives its stack', () => {
  template.hasResource('AWS::DynamoDB::Table', {
    DeletionPolicy: 'Retain',
    Properties: {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
      DeletionProtectionEnabled: true,
      SSESpecification: Match.objectLike({ SSEEnabled: true, SSEType: 'KMS' }),
      Tags: [{ Key: 'cordon:backup', Value: 'daily' }],
    },
  });
});

test('TN-19: exports are gone after a week, jobs and outcomes after five', () => {
  const rules = Object.values(template.findResources('AWS::S3::Bucket')).flatMap(
    ({ Properties }) => Properties.LifecycleConfiguration.Rules as { Id: string; ExpirationInDays?: number }[],
  );
  const days = Object.fromEntries(rules.map(({ Id, ExpirationInDays }) => [Id, ExpirationInDays]));
  expect(days).toMatchObject({ 'expire-exports': 7, 'expire-jobs': 35, 'expire-outcomes': 35, 'expire-people': 7 });
});

test('the worker has no public address, no root, no writable root file system and no secret in its environment', () => {
  template.allResourcesProperties('AWS::ECS::TaskDefinition', {
    NetworkMode: 'awsvpc',
    ContainerDefinitions: [
      Match.objectLike({ ReadonlyRootFilesystem: true, User: '10001', Environment: Match.absent() }),
    ],
  });
  for (const { text } of machines()) expect(text).not.toContain('"AssignPublicIp":"ENABLED"');
});

function stepsOf(definition: Definition): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  const visit = ({ States }: Definition): void => {
    for (const [name, state] of Object.entries(States)) {
      found[name.split('/').at(-1) ?? name] = state;
      const inner = (state.ItemProcessor ?? state.Iterator) as Definition | undefined;
      if (inner) visit(inner);
    }
  };
  visit(definition);
  return found;
}
