import { list } from '../problems';
import type { Problem } from '../problems';
import { suggestion } from '../suggestion';
import { SITE_KINDS } from '../vocabulary';
import type { SiteKind } from '../vocabulary';
import { parts } from './regions';
import type { Check } from './input';

/** TN-07: each kind of site has one environment to live in. */
export const oneHostPerKind: Check = ({ config }) => {
  const host = new Map<SiteKind, string>();
  const problems = Object.entries(config.environments).flatMap(([name, { hosts }]) =>
    hosts.flatMap((kind, index): Problem[] => {
      const other = host.get(kind);
      if (other === undefined) {
        host.set(kind, name);
        return [];
      }
      return [
        {
          path: ['environments', name, 'hosts', index],
          message: `'${kind}' is hosted by ${other} already; each kind of site lives in one environment; remove it from one of them`,
        },
      ];
    }),
  );
  const homeless = SITE_KINDS.filter((kind) => !host.has(kind));
  return [
    ...problems,
    ...homeless.map((kind) => ({
      path: ['environments'],
      at: 'key' as const,
      message: `no environment hosts '${kind}'; each of ${list(SITE_KINDS)} needs one; add it to the hosts of one`,
    })),
  ];
};

/** An account has one GuardDuty detector, one Config recorder and so on in each region. */
export const oneCreatorOfGuardrails: Check = ({ config }) => {
  const creator = new Map<string, string>();
  const clashes = new Map<string, { other: string; regions: string[] }>();
  for (const { environment, region } of parts(config)) {
    const { account, guardrails } = config.environments[environment] ?? {};
    if (guardrails !== 'create') continue;
    const key = `${account}/${region}`;
    const other = creator.get(key) ?? environment;
    creator.set(key, other);
    if (other === environment) continue;
    const clash = clashes.get(environment) ?? { other, regions: [] };
    clash.regions.push(region);
    clashes.set(environment, clash);
  }
  return [...clashes].map(([environment, { other, regions }]) => ({
    path: ['environments', environment, 'guardrails'],
    message: `'create' clashes with ${other}, which creates those of ${list(regions)} in the same account; one environment of an account creates them; write 'reuse' here`,
  }));
};

export const staffEnvironments: Check = ({ config }) => {
  const known = Object.keys(config.environments);
  return config.staff.roles.flatMap(({ environments }, role) =>
    environments.flatMap((environment, index): Problem[] =>
      known.includes(environment)
        ? []
        : [
            {
              path: ['staff', 'roles', role, 'environments', index],
              message: `'${environment}' is not an environment; ${list(known)} are${suggestion(environment, known) || '; choose one'}`,
            },
          ],
    ),
  );
};

export const staffRolesOnce: Check = ({ config }) =>
  config.staff.roles.flatMap(({ name }, index): Problem[] =>
    config.staff.roles.findIndex((other) => other.name === name) === index
      ? []
      : [
          {
            path: ['staff', 'roles', index, 'name'],
            message: `'${name}' is the name of two roles; each role has a name of its own; rename one`,
          },
        ],
  );

export const limitsInOrder: Check = ({ config }) =>
  Object.entries(config.environments).flatMap(([name, { databaseServers, web }]) => {
    const pairs = [
      ...(['shared', 'dedicated'] as const).map((kind) => ({
        path: ['databaseServers', kind],
        least: ['storageGb', databaseServers[kind].storageGb] as const,
        most: ['maxStorageGb', databaseServers[kind].maxStorageGb] as const,
      })),
      {
        path: ['web'],
        least: ['minInstances', web.minInstances] as const,
        most: ['maxInstances', web.maxInstances] as const,
      },
    ];
    return pairs.flatMap(({ path, least, most }): Problem[] =>
      most[1] >= least[1]
        ? []
        : [
            {
              path: ['environments', name, ...path, most[0]],
              message: `${most[1]} is less than ${least[0]}; ${least[1]} or more is allowed; raise it or lower ${least[0]}`,
            },
          ],
    );
  });
