import { integrated } from '../egress';
import type { Problem } from '../problems';
import { list } from '../problems';
import type { Check } from './input';

/** TN-20: whatever a request waits for must fit into its deadline, and leave a few days to do the rest in. */
export const waitingFitsDeadline: Check = ({ config: { privacy } }) => {
  const waiting = ['remindDays', 'subProcessorDays', 'exitWaitingDays'] as const;
  return waiting.flatMap((name): Problem[] =>
    privacy[name] < privacy.deadlineDays
      ? []
      : [
          {
            path: ['privacy', name],
            message: `${privacy[name]} days do not fit into the deadline of ${privacy.deadlineDays}; up to ${privacy.deadlineDays - 1} do; choose less`,
          },
        ],
  );
};

/** A link leads from a row to one that says whose it is: to a table of personal data, and never round in a circle. */
export const linksLeadToPeople: Check = ({ config: { privacy, masking } }) => {
  const identified = [
    ...new Set(masking.filter(({ mask }) => mask === 'email' || mask === 'phone').map(({ table }) => table)),
  ].sort();
  const leadsSomewhere = (table: string, before: readonly string[]): boolean | 'round' => {
    if (before.includes(table)) return 'round';
    const onward = privacy.links
      .filter((link) => link.table === table)
      .map(({ references }) => leadsSomewhere(references, [...before, table]));
    if (onward.includes('round')) return 'round';
    return identified.includes(table) || onward.includes(true);
  };
  return privacy.links.flatMap(({ table, references }, index): Problem[] => {
    const path = ['privacy', 'links', index, 'references'];
    const leads = leadsSomewhere(references, [table]);
    if (leads === true) return [];
    if (leads === 'round') {
      const message = `'${references}' leads back to ${table}; a link leads to the rows that say whose they are; remove one`;
      return [{ path, message }];
    }
    const message = `'${references}' says of no row whose it is; ${list(identified)} have a column masked as email or phone; refer to one of them, or link it to one`;
    return [{ path, message }];
  });
};

/** TN-24: what analyses usage gets nothing that customers keep in their sites. */
export const analysisStaysAnonymous: Check = ({ config }) =>
  [...integrated(config)].flatMap(([integration, { name, data }]): Problem[] =>
    data === 'customer'
      ? [
          {
            path: ['integrations', integration],
            message: `'${name}' is registered as one that receives customer data, and an integration analyses usage; only those with usage or none are allowed; send it less, or end the integration`,
          },
        ]
      : [],
  );
