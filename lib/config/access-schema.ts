import { z } from 'zod';

const slug = z.string().regex(/^[a-z][a-z0-9-]{0,30}[a-z0-9]$/, 'must be lower-case letters, digits and hyphens');
const region = z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'must be an AWS region such as eu-central-1');

const saml = z
  .strictObject({
    method: z.literal('saml'),
    provider: z
      .string()
      .trim()
      .min(1)
      .describe('Name of the IAM SAML provider of each account for AWS Client VPN, which asks for a second factor'),
    groups: z
      .record(slug, z.string().trim().min(1))
      .describe(
        'For each staff role that may come to servers: its group, as the attribute `memberOf` names it (ID-07)',
      ),
  })
  .describe('Staff sign in at the identity provider, with a second factor (NW-08)');

const mutualTls = z
  .strictObject({
    method: z.literal('mutual-tls'),
    clientCertificates: z
      .record(
        slug,
        z.record(
          region,
          z
            .string()
            .regex(/^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/, 'must be the ARN of a certificate'),
        ),
      )
      .describe(
        'For each environment and home region: ARN of the certificate in ACM whose authority issues those of staff',
      ),
  })
  .describe('Staff show a certificate of their own; every holder may come to the servers of the environment');

/** Section `access` of `config/platform.yaml`: how staff get to servers. */
export const accessSchema = z
  .strictObject({
    vpn: z.strictObject({
      authentication: z.discriminatedUnion('method', [saml, mutualTls]).describe('How staff prove who they are (D11)'),
      sessionHours: z
        .literal([8, 10, 12])
        .default(8)
        .describe('Hours after which a connection ends, and staff sign in anew (NW-08). Default: 8'),
      clientRange: z
        .string()
        .regex(/^\d{1,3}(\.\d{1,3}){3}\/\d{1,2}$/, 'must be an IPv4 range such as 172.16.0.0/22')
        .describe(
          'IPv4 range, /12 to /22, of the addresses of connected staff; overlaps no VPC of the platform, and is the same everywhere, since staff connect to one region at a time (NW-07)',
        ),
    }),
    logServers: z
      .strictObject({
        instanceType: z
          .string()
          .trim()
          .min(1)
          .default('t4g.small')
          .describe('EC2 instance type, arm64, of the three log servers of a region. Default: t4g.small'),
      })
      .prefault({})
      .describe('Servers that collect the messages of all others (LG-04)'),
  })
  .describe('How staff get to servers, and where servers send their messages');
export type AccessConfig = z.infer<typeof accessSchema>;
