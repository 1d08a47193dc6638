import { verdict } from '../rule';
import type { Rule } from '../rule';

const GROUP = 'AWS::RDS::DBParameterGroup';
const INSTANCE = 'AWS::RDS::DBInstance';

type Parameters = Readonly<Record<string, string | undefined>>;

/** Settings by which values of statements, and so passwords and data of customers, stay out of the log. */
const SILENT: Parameters = {
  'pgaudit.log_parameter': '0',
  log_statement: 'none',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  log_min_error_statement: 'panic',
};

/** Statements that pgaudit must record. */
const AUDITED = ['read', 'write', 'role'];

export const databaseAudit: Rule = {
  id: 'LG-06.DatabaseAudit',
  keeps: ['LG-06'],
  statement: 'A database records who connects, and every statement that reads or changes data, in a log of ours.',
  types: [GROUP, INSTANCE],
  judge({ type, properties }) {
    if (type === INSTANCE) {
      const { EnableCloudwatchLogsExports: exported = [] } = properties as { EnableCloudwatchLogsExports?: string[] };
      return verdict({
        EnableCloudwatchLogsExports: exported.includes('postgresql')
          ? undefined
          : 'lacks postgresql, so that its log goes with the server',
      });
    }
    const parameters = parametersOf(properties);
    const audited = list(parameters['pgaudit.log']);
    const missing = AUDITED.filter((kind) => !audited.includes(kind) && !audited.includes('all'));
    return verdict({
      'Parameters.shared_preload_libraries': list(parameters.shared_preload_libraries).includes('pgaudit')
        ? undefined
        : 'lacks pgaudit, so that no statement is recorded',
      'Parameters.pgaudit.log': missing.length === 0 ? undefined : `does not record ${missing.join(', ')}`,
      'Parameters.log_connections':
        parameters.log_connections === '1' ? undefined : 'is not 1, so that nobody knows who connected',
    });
  },
};

export const databaseLogSilent: Rule = {
  id: 'LG-03.DatabaseLogSilent',
  keeps: ['LG-03'],
  statement: 'What a database logs of a statement holds none of its values.',
  types: [GROUP],
  judge({ properties }) {
    const parameters = parametersOf(properties);
    return verdict(
      Object.fromEntries(
        Object.entries(SILENT).map(([name, value]) => [
          `Parameters.${name}`,
          parameters[name] === value ? undefined : `is ${parameters[name] ?? 'missing'}; it must be ${value}`,
        ]),
      ),
    );
  },
};

function parametersOf({ Parameters = {} }: Readonly<Record<string, unknown>>): Parameters {
  return Parameters as Parameters;
}

function list(value = ''): string[] {
  return value.split(',').map((one) => one.trim());
}
