import type { Notice } from './notice';

/** That a notice was not changed since it was read: neither extended nor sent. */
export function asRead({ extendedAt, sentAt }: Notice) {
  const values = Object.entries({ extendedAt, sentAt }).filter(([, value]) => value !== undefined);
  const terms = Object.entries({ extendedAt, sentAt }).map(([name, value]) =>
    value === undefined ? `attribute_not_exists(${name})` : `${name} = :${name}`,
  );
  return {
    ConditionExpression: ['attribute_exists(pk)', ...terms].join(' AND '),
    ...(values.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(values.map(([name, value]) => [`:${name}`, value])),
    }),
  };
}

/** As the table of incidents has it, beside its incident. */
export function itemOf(id: string, notice: Notice) {
  return { pk: `incident#${id}`, sk: `notice#${notice.customer}`, ...notice };
}
