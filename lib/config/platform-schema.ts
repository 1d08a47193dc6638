import { z } from 'zod';
import { maskedColumnSchema } from '../../lambda/shared/job';
import { privacySchema } from './privacy-schema';
import { incidentsSchema } from './incidents-schema';
import { deliverySchema } from './delivery-schema';
import { identitySchema } from './identity-schema';
import { bansSchema } from './bans-schema';
import { accessSchema } from './access-schema';
import { SITE_KINDS } from './vocabulary';

const text = z.string().trim().min(1);
const region = z
  .string()
  .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1')
  .describe('AWS region, such as eu-central-1');
const cidr = z
  .string()
  .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range such as 10.16.0.0/16')
  .describe('IPv4 range of the VPC, /16 to /20; overlaps no other VPC of the platform');
const zones = z
  .array(z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d[a-z]$/, 'must be an availability zone such as eu-central-1a'))
  .length(3, 'must name exactly three availability zones')
  .describe('Three availability zones of the region, by name: synth looks nothing up (AV-01)');
const email = z.email();
const hostName = z
  .string()
  .regex(/^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,}$/, 'must be a host name');
const date = z.iso.date();
const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, 'must be lower-case letters, digits and hyphens');

const recoveryRegion = z
  .strictObject({
    region,
    cidr,
    zones,
    state: z
      .enum(['standby', 'active'])
      .default('standby')
      .describe(
        '`active` once the sites of this region run there, after its loss: the shell becomes the running platform (DR-02)',
      ),
  })
  .describe(
    'Where the backups of this region are copied to and restored (DR-02). In every residency of the sites here',
  );

const homeRegion = z.strictObject({
  timeZone: text.describe(
    'IANA time zone of the region: its own maintenance and the backups of what belongs to no site',
  ),
  cidr,
  zones,
  domain: hostName.describe('Parent of the host names of all sites here; a wildcard certificate covers it'),
  hostedZoneId: z
    .string()
    .regex(/^Z[A-Z0-9]{5,31}$/, 'must be a Route 53 hosted zone id')
    .describe('Route 53 zone of `domain`'),
  recovery: recoveryRegion
    .optional()
    .describe('Default: none, which an environment with production sites may not have'),
});

const databaseServers = z.strictObject({
  instanceType: text.describe('RDS instance type without its prefix, such as m7g.large'),
  storageGb: z.int().min(20).describe('Storage of a new server, in GB'),
  maxStorageGb: z.int().min(20).describe('Upper limit of storage autoscaling, in GB'),
  maxSites: z.int().min(1).max(1000).describe('How many sites share one server at the most'),
});

const web = z.strictObject({
  instanceType: text.describe('EC2 instance type of the web servers, such as m7g.large'),
  minInstances: z.int().min(2, 'must be 2 or more: one server is a single point of failure (DR-10)'),
  maxInstances: z.int().min(2),
  imageParameter: z.string().startsWith('/').describe('SSM parameter with the AMI id of the hosted application'),
  healthCheckPath: z.string().startsWith('/'),
  requestsPerFiveMinutes: z
    .int()
    .min(100)
    .default(2000)
    .describe('Requests of one address in five minutes before it is blocked (NW-06)'),
});

const environment = z.strictObject({
  account: z.string().regex(/^\d{12}$/, 'must be a quoted 12-digit AWS account id'),
  mainRegion: region.describe('Home of the account-wide trail and settings; one of the regions below'),
  hosts: z
    .array(z.enum(SITE_KINDS))
    .min(1)
    .describe('Kinds of site that live here; each kind in exactly one environment'),
  applicationVersion: text.describe(
    'Version of the hosted application that runs here; every backup records it (BK-03)',
  ),
  guardrails: z
    .enum(['create', 'reuse'])
    .default('create')
    .describe('`reuse` where GuardDuty, Security Hub, Config and the analyzers of this account exist already'),
  databaseServers: z.strictObject({ shared: databaseServers, dedicated: databaseServers.omit({ maxSites: true }) }),
  web,
  networkFirewall: z.boolean().default(false).describe('Inspect egress with AWS Network Firewall (NW-10)'),
  regions: z.record(region, homeRegion),
});

const subProcessor = z.strictObject({
  name: text,
  purpose: text,
  data: z.enum(['none', 'usage', 'customer']).describe('The most sensitive data that it receives'),
  transferMechanism: text.describe('Legal basis for the transfer; Privacy Shield is void and refused (OR-05)'),
  endpoints: z
    .record(slug, z.strictObject({ host: hostName, region }))
    .describe('For each residency: the host that we send to, and the region it stands in'),
});

const maskedColumn = z.strictObject({
  table: maskedColumnSchema.shape.table.describe('Table of the application with its schema, such as public.contact'),
  column: maskedColumnSchema.shape.column.describe('Column that holds personal data'),
  mask: maskedColumnSchema.shape.mask.describe('What its values become; each keeps the type, and NULL stays NULL'),
});

const exception = z.strictObject({
  commitment: z.string().regex(/^[A-Z]{2}-\d{2}$/, 'must be the id of a commitment, such as DR-02'),
  subject: text.describe('What the exception is for: `<environment>/<region>` or a site'),
  reason: z.string().min(40, 'must explain itself in at least 40 characters: an auditor reads it'),
  approvedBy: text,
  expires: date.describe('Date from which the exception no longer holds and the config is refused'),
});

/** `config/platform.yaml`. */
export const platformSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[a-z][a-z0-9]{1,9}$/, 'must be 2 to 10 lower-case letters and digits')
    .describe('Prefix of the few physical names that outsiders need'),
  company: text,
  domain: hostName,
  runbookUrl: z.url().describe('Where docs/runbook.md can be read at night; alarms link to its sections'),
  contacts: z.strictObject({ security: email, privacy: email, operations: email }),
  securityTxt: z
    .strictObject({ expires: date, policyUrl: z.url() })
    .describe('RFC 9116 file served at /.well-known/security.txt (IR-05); `expires` at most a year away'),
  escalation: z
    .array(z.strictObject({ name: text, email, respondWithinMinutes: z.int().min(1) }))
    .min(2, 'must have two levels at least (IR-03)')
    .describe('Who is told, first level first'),
  staff: z.strictObject({
    samlProvider: text.describe(
      'Name of the IAM SAML provider of each account through which staff sign in with MFA (NW-08)',
    ),
    roles: z
      .array(
        z.strictObject({
          name: slug,
          access: z.enum(['read-only', 'operator', 'support', 'break-glass']),
          environments: z.array(slug).min(1),
          sessionMinutes: z
            .int()
            .min(15)
            .max(60)
            .default(60)
            .describe('Length of a session in minutes, an hour at most (ID-07)'),
        }),
      )
      .min(1),
  }),
  access: accessSchema,
  residencies: z
    .record(slug, z.array(region).min(1))
    .describe('Named sets of regions that a site’s data may never leave (TN-11)'),
  environments: z.record(slug, environment),
  subProcessors: z
    .array(subProcessor)
    .default([])
    .describe('Register of all third parties that receive anything (OR-06)'),
  integrations: z
    .strictObject({ elastic: text.optional(), sentry: text.optional(), datadog: text.optional() })
    .default({})
    .describe('Optional services, each by the name of its sub-processor'),
  incidents: incidentsSchema
    .default(incidentsSchema.parse({}))
    .describe('Clocks of incidents, breaches and disclosures (IR-01, IR-03, IR-04)'),
  identity: identitySchema,
  masking: z
    .array(maskedColumn)
    .default([])
    .describe('Personal data in the schema of the application, masked in copies of sites that ask for it (D20)'),
  privacy: privacySchema.prefault({}).describe('Requests of people and customers about personal data (TN-20, TN-21)'),
  delivery: deliverySchema,
  bans: bansSchema.describe('Addresses that are kept out for a while, and those that never are (NW-05)'),
  exceptions: z
    .array(exception)
    .default([])
    .describe('Safeties switched off, with reason and expiry; shown in the evidence'),
});
export type PlatformConfig = z.infer<typeof platformSchema>;
