import { Template } from 'aws-cdk-lib/assertions';
import { dataEvents } from '../../lib/audit/data-events';
import { COPIES_OF_SITE, KEYS_OF_SITE, SITE_TO_NAME } from '../../lib/privacy/access-report';
import { blobKey, exportPrefix, attachmentPrefix, partKey } from '../../worker/storage/layout';
import { auditStack } from '../audit/stacks';
import { sydney } from '../support/place';

jest.setTimeout(60_000);

const of = (pattern: string, site: string) => new RegExp(pattern.replaceAll(SITE_TO_NAME, site));
const isRead = (key: string, site = 'acme') => of(KEYS_OF_SITE, site).test(key);

test('every region has a saved query over its trail of data events (TN-23)', () => {
  const template = Template.fromStack(auditStack());
  const [definition] = Object.values(template.findResources('AWS::Logs::QueryDefinition'));
  const { Name, LogGroupNames, QueryString } = definition!.Properties as Record<string, never>;
  expect(Name).toBe('cordon/production/who-read-a-site');
  const [trail] = Object.values(template.findResources('AWS::CloudTrail::Trail'));
  const logGroup = (trail!.Properties as { CloudWatchLogsLogGroupArn: { 'Fn::GetAtt': string[] } })
    .CloudWatchLogsLogGroupArn;
  expect(LogGroupNames).toEqual([{ Ref: logGroup['Fn::GetAtt'][0] }]);
  expect(QueryString).toContain(KEYS_OF_SITE);
});

test('it finds the objects of a site in every bucket, and those of no other site', () => {
  const keys = (site: string) => [
    `${attachmentPrefix(site)}labels/2019.pdf`,
    `${exportPrefix(site)}request-1/${site}-export.zip`,
    partKey(site, '2026-03-07-1-night', 'database'),
    blobKey(site, 'abc'),
  ];
  for (const key of keys('acme')) expect(isRead(key)).toBe(true);
  for (const key of [...keys('acme-wines'), ...keys('my-acme'), 'catalogue/acme/x']) expect(isRead(key)).toBe(false);
});

test('it finds what was copied from a site', () => {
  const message = '"x-amz-copy-source":"cordon-production-site-backups-1-ap-southeast-2/sites/acme/b/database.dump"';
  expect(of(COPIES_OF_SITE, 'acme').test(message)).toBe(true);
  expect(of(COPIES_OF_SITE, 'bold').test(message)).toBe(false);
});

test('the trail records the buckets that it asks about', () => {
  const [{ fieldSelectors } = { fieldSelectors: [] }] = dataEvents(sydney);
  const selected = JSON.stringify(fieldSelectors);
  for (const purpose of ['attachments', 'site-backups', 'exports']) expect(selected).not.toContain(`-${purpose}-`);
  expect(selected).toContain('arn:aws:s3:::cordon-production-');
});
