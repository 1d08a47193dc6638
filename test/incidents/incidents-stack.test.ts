import { Match, Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../lib/platform/app';
import { findings } from '../support/findings';
import { config, incidentsStack } from './surroundings';

jest.setTimeout(120_000);

const template = Template.fromStack(incidentsStack(createApp()));

test('passes every check', () => {
  const open = findings((stage) => void incidentsStack(stage)).filter((finding) => finding.includes('/incidents/'));
  expect(open).toEqual([]);
});
