import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { readReport } from './report';

/** Reasons that say less than this can't be checked by a stranger. */
const SHORTEST_REASON = 40;

/** Acknowledged in `createApp` for every subnet there ever will be. */
const ALWAYS_ALLOWED = ['CloudFormation-Validate::W3010'];

/**
 * What is wrong with the acknowledgements of an app, one sentence each: those that match no finding any more, those
 * whose id names no engine, so that the report does not show them, and those whose reason explains nothing.
 *
 * @param assembly folder to which the app was synthesized with every check on
 */
export function acknowledgementProblems(app: IConstruct, assembly: string): string[] {
  const used = new Set(
    readReport(assembly).acknowledged.map(
      ({ acknowledgedAt, acknowledgedId }) => `${acknowledgedAt} ${acknowledgedId}`,
    ),
  );
  return app.node.findAll().flatMap((construct) =>
    acknowledgementsOf(construct).flatMap(({ id, reason }) => {
      const { path } = construct.node;
      const at = `${path || 'app'}: the acknowledgement of ${id}`;
      if (/^annotation::/i.test(id))
        return [`${at} names no engine; copy the id from the finding's “Acknowledge with”`];
      return [
        ...(used.has(`${path} ${id}`) || ALWAYS_ALLOWED.includes(id) ? [] : [`${at} matches no finding; remove it`]),
        ...(reason.trim().length >= SHORTEST_REASON
          ? []
          : [
              `${at} gives ‘${reason}’ as its reason; say in ${SHORTEST_REASON} characters or more what a stranger can check`,
            ]),
      ];
    }),
  );
}

/** Core puts `Annotation::` before an id without an engine. */
function acknowledgementsOf({ node }: IConstruct): { id: string; reason: string }[] {
  return node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>).map(([id, reason]) => ({ id, reason })));
}
