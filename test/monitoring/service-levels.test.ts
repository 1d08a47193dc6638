import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { home, testHome } from '../sites/surroundings';
import { findings } from '../support/findings';
import { serviceLevels } from './surroundings';

const template = () => Template.fromStack(serviceLevels(createApp()));
const withEntry = (variable: string) =>
  Match.objectLike({ Variables: Match.objectLike({ [variable]: Match.anyValue() }) });

test('sites are probed every five minutes, from the internet, and fewer than the firewall would stop (AV-08)', () => {
  const found = template();
  found.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ HEALTH_PATH: '/health', SITES_PER_RUN: '800' }) },
    VpcConfig: Match.absent(),
  });
  found.hasResourceProperties('AWS::Events::Rule', {
    Description: 'Probes the sites of the region',
    ScheduleExpression: 'rate(5 minutes)',
    State: 'ENABLED',
  });
});

test('no site has a resource of its own: a thousand sites make the same template', () => {
  const [first] = home.sites;
  const sites = Array.from({ length: 1000 }, (_, index) => ({ ...first!, id: `site-${index}` }));
  const many = Template.fromStack(serviceLevels(createApp(), { ...home, sites }));
  expect(many.toJSON()).toEqual(template().toJSON());
});

test('the monitoring gives a sign of life to the recovery region, and may write no other metrics (AV-08, AV-09)', () => {
  const found = template();
  found.hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: Match.objectLike({ WATCHED_FROM: home.recovery!.region }) },
  });
  found.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Action: 'cloudwatch:PutMetricData',
          Condition: { StringEquals: { 'cloudwatch:namespace': 'Cordon/Monitoring' } },
        }),
      ]),
    },
  });
});

test('where there is no other region, nobody could watch', () => {
  const found = Template.fromStack(serviceLevels(createApp(), testHome));
  expect(
    found.findResources('AWS::Lambda::Function', { Properties: { Environment: withEntry('WATCHED_FROM') } }),
  ).toEqual({});
});

test('passes every check', () => {
  expect(findings((stage) => void serviceLevels(stage))).toEqual([]);
});
