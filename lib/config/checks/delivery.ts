import { DELIVERY } from '../delivery';
import { list } from '../problems';
import type { Problem } from '../problems';
import { suggestion } from '../suggestion';
import { isTimeZone, timeZoneProblem } from '../time-zones';
import type { Check } from './input';

/** IR-08: who builds stands outside of every environment, and comes into one only by the role that it is given there. */
export const deliveryApart: Check = ({ config: { delivery, environments } }) =>
  Object.entries(environments).flatMap(([name, { account }]): Problem[] => [
    ...(name === DELIVERY
      ? [
          {
            path: ['environments', name],
            at: 'key' as const,
            message: `'${name}' is what the account is called that delivers the platform; environments have other names; rename it`,
          },
        ]
      : []),
    ...(account === delivery.account
      ? [
          {
            path: ['delivery', 'account'],
            message: `'${account}' is the account of ${name}; delivery needs an account that no environment has; make one and name it here`,
          },
        ]
      : []),
  ]);

/** The connection belongs to whoever uses it. */
export const connectionOfDelivery: Check = ({ config: { delivery } }) => {
  const [, , , region, account] = delivery.connection.split(':');
  if (region === delivery.region && account === delivery.account) return [];
  return [
    {
      path: ['delivery', 'connection'],
      message: `'${delivery.connection}' is of ${region} and account ${account}; one of ${delivery.region} and account ${delivery.account} is expected; make the connection there`,
    },
  ];
};

export const deliveryTimeZone: Check = ({ config: { delivery } }) =>
  isTimeZone(delivery.timeZone)
    ? []
    : [{ path: ['delivery', 'timeZone'], message: timeZoneProblem(delivery.timeZone) }];

/** BK-25: a repository is bundled once a night. */
export const repositoriesOnce: Check = ({ config: { delivery } }) =>
  delivery.otherRepositories.flatMap((name, index): Problem[] =>
    name === delivery.repository || delivery.otherRepositories.indexOf(name) < index
      ? [
          {
            path: ['delivery', 'otherRepositories', index],
            message: `'${name}' is backed up already; each repository is named once; remove it here`,
          },
        ]
      : [],
  );

/** IR-11: two people of one group are not two groups. */
export const approverGroupsDiffer: Check = ({ config: { delivery } }) => {
  const [first, second] = delivery.approvers;
  if (!first || !second || first.group !== second.group) return [];
  return [
    {
      path: ['delivery', 'approvers', 1, 'group'],
      message: `'${second.group}' is the name of both groups; a release needs a person of each of two; rename one`,
    },
  ];
};

/** IR-06: what is scanned is a copy, since an attack that succeeds would do harm. */
export const scannedSite: Check = ({ config: { delivery }, described }) => {
  const { site: id } = delivery.scan;
  if (id === undefined) return [];
  const path = ['delivery', 'scan', 'site'];
  const others = described.filter(({ kind }) => kind !== 'production').map((site) => site.id);
  const site = described.find((one) => one.id === id);
  if (site?.kind === 'production') {
    const message = `'${id}' is a production site; one that is not is scanned; choose a copy such as ${others[0] ?? `a test site, which the option 'test-site' makes`}`;
    return [{ path, message }];
  }
  if (site) return [];
  const message = `'${id}' is no site; ${others.length > 0 ? list(others) : 'none outside production'} may be scanned${suggestion(id, others) || '; choose one'}`;
  return [{ path, message }];
};
