import { csv } from './csv';
import type { Evidence } from './evidence';

/** The evidence for machines and spreadsheets: file name → content. */
export function dataFiles(evidence: Evidence): Record<string, string> {
  const { acknowledgements, retention, subProcessors } = evidence;
  return {
    'evidence.json': `${JSON.stringify(evidence, undefined, 1)}\n`,
    'commitments.csv': commitmentsCsv(evidence),
    'acknowledgements.csv': csv(
      ['engine', 'rule', 'reason', 'construct', 'stack', 'resource'],
      acknowledgements.flatMap(({ engine, rule, reason, places }) =>
        places.map(({ constructPath, resource }) => [
          engine,
          rule,
          reason,
          constructPath,
          resource?.stack,
          resource?.logicalId,
        ]),
      ),
    ),
    'retention.csv': csv(
      ['stack', 'resource', 'type', 'name', 'days', 'because'],
      retention.map(({ stack, logicalId, type, name, days, because }) => [stack, logicalId, type, name, days, because]),
    ),
    'sub-processors.csv': csv(
      ['name', 'purpose', 'data', 'residency', 'region', 'host', 'transfer mechanism'],
      subProcessors.flatMap(({ name, purpose, data, endpoints, transferMechanism }) => {
        const places = Object.entries(endpoints).map(([residency, { region, host }]) => [residency, region, host]);
        return (places.length === 0 ? [['', '', '']] : places).map((place) => [
          name,
          purpose,
          data,
          ...place,
          transferMechanism,
        ]);
      }),
    ),
  };
}

function commitmentsCsv({ commitments }: Evidence): string {
  return csv(
    [
      'id',
      'state',
      'reasons',
      'document',
      'class',
      'statement',
      'rules',
      'resources',
      'tests',
      'tests passed',
      'iso27001',
      'soc2',
      'pciDss',
      'nist80053',
    ],
    commitments.map(({ commitment, state, reasons, rules, tests }) => {
      const { id, document, class: kind, statement, controls } = commitment;
      return [
        id,
        state,
        reasons.join(' '),
        document,
        kind,
        statement,
        rules.map((rule) => rule.id).join(' '),
        rules.reduce((sum, { satisfied }) => sum + satisfied.length, 0),
        tests.length,
        tests.filter(({ outcome }) => outcome === 'passed').length,
        ...[controls.iso27001, controls.soc2, controls.pciDss, controls.nist80053].map((numbers) => numbers.join(' ')),
      ];
    }),
  );
}
