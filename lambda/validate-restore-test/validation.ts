import { DescribeRestoreJobCommand, PutRestoreValidationResultCommand } from '@aws-sdk/client-backup';
import type { BackupClient, DescribeRestoreJobOutput } from '@aws-sdk/client-backup';
import type { RDSClient } from '@aws-sdk/client-rds';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Registry } from '../shared/registry/registry';
import { verdictOn, type Check, type Verdict } from './check';
import type { ExpectedServer } from './environment';
import { checkInstance, restoredInstance } from './instance';
import { knownCredentials } from './passwords';
import { tryToSignIn, type SignInOptions } from './sign-in';
import { checkSites } from './sites';

export interface Validation {
  readonly backup: BackupClient;
  readonly rds: RDSClient;
  /** Of the home region. */
  readonly secrets: SecretsManagerClient;
  readonly registry: Pick<Registry, 'sites'>;
  /** By the name of the RDS instance. */
  readonly servers: Readonly<Record<string, ExpectedServer>>;
  readonly engineMajor: number;
  readonly subnetGroup: string;
  readonly signIn?: SignInOptions;
}

export interface Validated extends Partial<Verdict> {
  readonly job: string;
  /** Kind of what was restored, as AWS Backup names it. */
  readonly kind: string;
  /** Recovery time: from the job's creation to its completion. */
  readonly seconds: number;
}

/**
 * Looks at what a drill restored, and tells AWS Backup whether it is any good (DR-04, DR-07): a job that completes says
 * only that something was made. Called again for a job that has its verdict, it leaves that as it is.
 *
 * Database servers are looked at; of other kinds, only the time is taken.
 *
 * @returns undefined if the job is no drill's, or has its verdict.
 */
export async function validate(job: string, using: Validation): Promise<Validated | undefined> {
  // The event is sent on best effort; what counts is what the service says when asked.
  const facts = await using.backup.send(new DescribeRestoreJobCommand({ RestoreJobId: job }));
  const { ResourceType: kind = 'unknown', CreationDate, CompletionDate, ValidationStatus } = facts;
  const judged = ValidationStatus !== undefined && ValidationStatus !== 'VALIDATING';
  if (facts.CreatedBy?.RestoreTestingPlanArn === undefined || judged) return undefined;
  if (!CreationDate || !CompletionDate) throw new Error(`AWS Backup does not say how long restore job ${job} took`);
  const seconds = (CompletionDate.getTime() - CreationDate.getTime()) / 1000;
  if (kind !== 'RDS') return { job, kind, seconds };

  const minutes = Math.ceil(seconds / 60);
  const { status, message } = verdictOn(await checksOf(facts, using));
  const verdict = { status, message: `${message} Restored in ${minutes} min.` };
  await using.backup.send(
    new PutRestoreValidationResultCommand({
      RestoreJobId: job,
      ValidationStatus: verdict.status,
      ValidationStatusMessage: verdict.message,
    }),
  );
  return { job, kind, seconds, ...verdict };
}

async function checksOf(job: DescribeRestoreJobOutput, using: Validation): Promise<Check[]> {
  const { CreatedResourceArn: created = '', SourceResourceArn: source = '', RecoveryPointCreationDate } = job;
  const name = source.split(':').pop() ?? '';
  const server = Object.hasOwn(using.servers, name) ? using.servers[name] : undefined;
  if (!server) return [{ what: 'origin', problem: `'${source}' is none of the servers of the config` }];
  const instance = await restoredInstance(using.rds, created);
  if (!instance) return [{ what: 'restored server', problem: `there is no ${created}` }];
  const checks = checkInstance(instance, { ...using, storageGb: server.storageGb });

  const { Address: host, Port: port } = instance.Endpoint ?? {};
  if (host === undefined || port === undefined) return [...checks, { what: 'address', problem: 'it has none' }];
  const known = knownCredentials(using.secrets, server.secret);
  const signIn = await tryToSignIn({ host, port }, known, using.signIn);
  if (!signIn.databases) return [...checks, signIn.check];
  const sites = await using.registry.sites();
  return [...checks, signIn.check, checkSites(sites, server.id, signIn.databases, RecoveryPointCreationDate)];
}
