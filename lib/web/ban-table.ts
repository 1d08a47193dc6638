import type { Construct } from 'constructs';
import { BANS_KEY, HISTORY_DAYS } from '../../lambda/ban-addresses/ban-registry';
import { LONGEST_BAN_DAYS } from '../config/bans-schema';
import { CustomerManagedKey } from '../encryption/customer-managed-key';
import { ProtectedTable } from '../encryption/protected-table';

/**
 * The bans: which hold, what is remembered of offenders, and who banned whom and why. The lists of the firewall follow
 * from it.
 */
export class BanTable extends ProtectedTable {
  constructor(scope: Construct, id: string) {
    super(scope, id, {
      partition: BANS_KEY.partition,
      sort: BANS_KEY.sort,
      key: new CustomerManagedKey(scope, `${id}Key`, { description: 'Bans of addresses' }),
      timeToLiveAttribute: BANS_KEY.expires,
      retention: {
        because: `DynamoDB removes a ban by its ${BANS_KEY.expires}, ${HISTORY_DAYS} days after its end, and what is remembered of an offender sooner`,
        days: HISTORY_DAYS + LONGEST_BAN_DAYS,
      },
    });
  }
}
