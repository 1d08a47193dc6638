import type * as cognito from 'aws-cdk-lib/aws-cognito';
import type * as kms from 'aws-cdk-lib/aws-kms';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import type { Place } from '../config/platform';
import { firewallLogName } from '../web/firewall';
import { logFirewall } from '../web/firewall-log';
import {
  ban,
  inOrder,
  limit,
  managed,
  RESPONSE_BODIES,
  SIGN_INS_PER_FIVE_MINUTES,
  visibility,
} from '../web/firewall-rules';

export interface PoolFirewallProps {
  readonly place: Place;
  readonly pool: cognito.CfnUserPool;
  /** Lists of banned addresses, which the ban operation fills. */
  readonly banLists: Readonly<Record<'ipv4' | 'ipv6', wafv2.CfnIPSet>>;
  /** Key of its log; must allow CloudWatch Logs of this region. */
  readonly logKey: kms.IKey;
}

/**
 * The firewall before the user pool: who is banned from the sites can't sign in to them either. Its own, since the rules
 * of the sites would take the application for an attacker, which exchanges the codes of all users from a few addresses.
 */
export class PoolFirewall extends Construct {
  constructor(scope: Construct, id: string, { place, pool, banLists, logKey }: PoolFirewallProps) {
    super(scope, id);
    const metric = `${place.platform}-${place.environment}-identity`;
    const acl = new wafv2.CfnWebACL(this, 'Acl', {
      scope: 'REGIONAL',
      description: 'Guards the user pool of this region',
      defaultAction: { allow: {} },
      customResponseBodies: RESPONSE_BODIES,
      visibilityConfig: visibility(metric),
      rules: inOrder(metric, [
        ban('BannedIpv4', banLists.ipv4.attrArn),
        ban('BannedIpv6', banLists.ipv6.attrArn),
        limit('SignInRate', SIGN_INS_PER_FIVE_MINUTES, typedIn()),
        managed('IpReputation', 'AWSManagedRulesAmazonIpReputationList'),
        managed('KnownBadInputs', 'AWSManagedRulesKnownBadInputsRuleSet'),
      ]),
    });
    new wafv2.CfnWebACLAssociation(this, 'Association', { webAclArn: acl.attrArn, resourceArn: pool.attrArn });
    logFirewall(this, {
      acl,
      logGroupName: `${firewallLogName(place)}-identity`,
      key: logKey,
      // Codes and states stand in it.
      alsoRedacted: [{ queryString: {} }],
    });
  }
}

/** What a person types at the sign-in page; not what the application sends, at `/oauth2/token`. */
function typedIn(): wafv2.CfnWebACL.StatementProperty {
  const match = (field: wafv2.CfnWebACL.FieldToMatchProperty, positionalConstraint: string, searchString: string) => ({
    byteMatchStatement: {
      fieldToMatch: field,
      positionalConstraint,
      searchString,
      textTransformations: [{ priority: 0, type: 'NONE' }],
    },
  });
  return {
    andStatement: {
      statements: [
        match({ method: {} }, 'EXACTLY', 'POST'),
        { notStatement: { statement: match({ uriPath: {} }, 'STARTS_WITH', '/oauth2/') } },
      ],
    },
  };
}
