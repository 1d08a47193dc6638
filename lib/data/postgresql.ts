import { PostgresEngineVersion } from 'aws-cdk-lib/aws-rds';

/**
 * Version of every database server. Servers take minor versions by themselves; raise it here after they have, since
 * RDS never goes back. A new major version is a migration: see the runbook.
 */
export const POSTGRESQL = PostgresEngineVersion.VER_18_3;
export const POSTGRESQL_FAMILY = `postgres${POSTGRESQL.postgresMajorVersion}`;

/** Audit trail of statements: what kind, by whom, on which table, but not with which values. */
const AUDIT = {
  // Statistics of statements, and pgaudit, are loaded when the server starts.
  shared_preload_libraries: 'pg_stat_statements,pgaudit',
  // Whoever reads or changes data, structure or rights leaves a line (LG-06). The application's own users, whose
  // requests it logs itself, can be set to `write,ddl,role` by `alter role ... set pgaudit.log`.
  'pgaudit.log': 'read,write,ddl,role',
  'pgaudit.log_catalog': '0',
  'pgaudit.log_parameter': '0',
  'pgaudit.log_relation': '0',
} as const;

/** The server's own log. No value that a client sends is in it, and no password (LG-03). */
const LOG = {
  log_connections: '1',
  log_disconnections: '1',
  // pgaudit logs statements, with passwords blanked; this one would log them as they came, also those that failed.
  log_statement: 'none',
  log_min_error_statement: 'panic',
  log_parameter_max_length: '0',
  log_parameter_max_length_on_error: '0',
  // Milliseconds. Slow statements are the first thing to look for when a server is busy.
  log_min_duration_statement: '5000',
  log_autovacuum_min_duration: '10000',
  log_lock_waits: '1',
  // Minutes on the server itself, from where they go to CloudWatch; three days bridge an outage there.
  'rds.log_retention_period': '4320',
} as const;

/** How clients sign in. */
const ACCESS = {
  // Explicit: the default depends on the major version (CR-04, BK-21).
  'rds.force_ssl': '1',
  ssl_min_protocol_version: 'TLSv1.2',
  password_encryption: 'scram-sha-256',
  'rds.accepted_password_auth_method': 'scram',
} as const;

/** Parameters of every database server; all that is not here is RDS's default. */
export const PARAMETERS: Readonly<Record<string, string>> = { ...ACCESS, ...AUDIT, ...LOG };
