import { GetObjectCommand, NoSuchKey, type S3Client } from '@aws-sdk/client-s3';
import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { RDSClient } from '@aws-sdk/client-rds';
import { findServer } from '../manage-drill-server/server';
import { LATEST_SUCCESS_KEY, latestSuccessSchema } from '../shared/drill-results';

export interface Watched {
  /** Hours since the server of a drill was made; 0 where there is none. */
  readonly serverHours: number;
  /** Days since a drill succeeded, or since there are drills. */
  readonly days: number;
}

export interface Watching {
  readonly rds: RDSClient;
  readonly s3: S3Client;
  readonly states: SFNClient;
  readonly server: string;
  readonly bucket: string;
  readonly machine: string;
}

const HOUR = 3_600_000;

/** What nobody would notice otherwise: a server that a drill has left, and drills that are not held any more. */
export async function watch(now: Date, watching: Watching): Promise<Watched> {
  const server = await findServer(watching.rds, watching.server);
  const made = server?.InstanceCreateTime ?? now;
  const since = (await latestSuccess(watching)) ?? (await firstPossible(watching)) ?? now;
  return { serverHours: hoursBetween(made, now), days: hoursBetween(since, now) / 24 };
}

async function latestSuccess({ s3, bucket }: Watching): Promise<Date | undefined> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: LATEST_SUCCESS_KEY }));
    const { at } = latestSuccessSchema.parse(JSON.parse((await Body?.transformToString()) ?? ''));
    return new Date(at);
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

async function firstPossible({ states, machine }: Watching): Promise<Date | undefined> {
  const { creationDate } = await states.send(new DescribeStateMachineCommand({ stateMachineArn: machine }));
  return creationDate;
}

function hoursBetween(from: Date, to: Date): number {
  return Math.max(0, (to.getTime() - from.getTime()) / HOUR);
}
