import type * as iam from 'aws-cdk-lib/aws-iam';
import * as route53 from 'aws-cdk-lib/aws-route53';
import type * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';
import { KEYS_KEY } from '../../lambda/shared/identity/api-keys';
import { CLIENTS_KEY } from '../../lambda/shared/identity/site-clients';
import type { RegionalLogs } from '../audit/regional-logs';
import type { IdentityConfig } from '../config/identity-schema';
import type { HomeRegion } from '../config/platform';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import type { OnCall } from '../monitoring/on-call';
import { PlatformStack } from '../platform/platform-stack';
import type { PlatformStackProps } from '../platform/platform-stack';
import type { ReadRegistry } from '../sites/function-rights';
import type { SiteStores } from '../sites/site-functions';
import { ApplicationEvents } from './application-events';
import { ApplicationRecords } from './application-records';
import { ApplicationRights } from './application-rights';
import { ClosedSites } from './closed-sites';
import { IdentityAlarms } from './identity-alarms';
import { IdentityProviders } from './identity-providers';
import { ProtectedTable } from '../encryption/protected-table';
import { InvitationMail } from './invitation-mail';
import { PoolFirewall } from './pool-firewall';
import { PoolTriggers } from './pool-triggers';
import { RequestAuthorizer } from './request-authorizer';
import { SignInLog } from './sign-in-log';
import { SignInPage, signInPageHost } from './sign-in-page';
import { SiteAccounts } from './site-accounts';
import { SiteKeys } from './site-keys';
import { SiteUserPool } from './user-pool';

export interface IdentityStackProps extends PlatformStackProps {
  readonly place: HomeRegion;
  /** `identity` of platform.yaml. */
  readonly config: IdentityConfig;
  readonly company: string;
  /** Where the catalogue and the registry of sites are. */
  readonly stores: Pick<SiteStores, 'place' | 'key'> & ReadRegistry;
  /** Role of the servers that the application runs on. */
  readonly servers: iam.IRole;
  /** Lists of banned addresses. */
  readonly banLists: Readonly<Record<'ipv4' | 'ipv6', wafv2.CfnIPSet>>;
  readonly logs: RegionalLogs;
  readonly onCall: OnCall;
}

/**
 * Who may come in to the sites of a region: users, API keys, and what the application records of both. One pool for all
 * sites of the region; each user, client and key belongs to exactly one of them.
 */
export class IdentityStack extends PlatformStack {
  public readonly users: SiteUserPool;

  constructor(scope: Construct, id: string, props: IdentityStackProps) {
    super(scope, id, { ...props, holdsData: true });
    const { place, config, company, stores, logs, onCall } = props;
    const { domain, hostedZoneId } = place;
    const certificate = config.certificates[place.environment]?.[place.region];
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', { hostedZoneId, zoneName: domain });
    const key = new CustomerManagedKey(this, 'Key', {
      description: 'Identity: app clients, API keys, the log of sign-ins',
      users: [{ service: 'firehose.amazonaws.com' }],
    });
    const clients = {
      table: new ProtectedTable(this, 'Clients', {
        key,
        partition: CLIENTS_KEY,
        retention: { because: 'it says which app client belongs to which site, and nothing of any user' },
      }),
      key,
    };
    const keys = {
      table: new ProtectedTable(this, 'ApiKeys', {
        key,
        ...KEYS_KEY,
        retention: {
          because: 'it holds hashes of keys, and which site had which key from when to when: evidence, kept for good',
        },
      }),
      key,
    };

    const triggers = new PoolTriggers(this, 'Triggers', { place, clients, logs });
    this.users = new SiteUserPool(this, 'Users', {
      place,
      config,
      mail: new InvitationMail(this, 'Mail', { domain, zone, company }),
      signInHost: signInPageHost(place),
      admit: triggers.admit,
      issueToken: triggers.issueToken,
    });
    const { pool } = this.users;
    triggers.serve(pool);
    new IdentityProviders(this, 'Providers', { place, pool, secretsOf: config.providerSecretsOf });
    new SignInPage(this, 'Page', { place, pool, zone, certificate });
    new PoolFirewall(this, 'Firewall', { place, pool, banLists: props.banLists, logKey: logs.key });
    const log = new SignInLog(this, 'SignIns', { place, pool, clients, key, logs });

    const accounts = new SiteAccounts(this, 'Accounts', { place, config, pool, clients, stores, logs, onCall });
    const siteKeys = new SiteKeys(this, 'Keys', { place, config, keys, logs, onCall });
    new ClosedSites(this, 'Closed', { config, pool, clients, keys, stores, logs, onCall });
    const authorizer = new RequestAuthorizer(this, 'Authorizer', { pool, clients, keys, logs });
    const records = new ApplicationRecords(this, 'Records', { place, key: logs.key, onCall });
    new ApplicationRights(this, 'Application', {
      servers: props.servers,
      records: [...Object.values(records.groups), new ApplicationEvents(this, 'Events', place, logs)],
      calls: [authorizer, accounts.users, siteKeys.manage],
    });
    new IdentityAlarms(this, 'Alarms', {
      pool,
      functions: { 'authorize-request': authorizer, 'report-sign-ins': log.report },
      onCall,
    });
  }
}
