import { CreateTagsCommand, CreateVolumeCommand, EC2Client } from '@aws-sdk/client-ec2';
import type { CopySnapshotCommandInput, DescribeSnapshotsCommandOutput, Tag } from '@aws-sdk/client-ec2';
import {
  CreateDBInstanceCommand,
  CreateDBSnapshotCommand,
  DescribeDBInstancesCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { CopyDBSnapshotCommandInput, DescribeDBSnapshotsCommandOutput } from '@aws-sdk/client-rds';
import { EmbeddedAws } from '../../../rehearsal/embedded-aws';

export const HOME = 'eu-central-1';
export const RECOVERY = 'eu-west-1';
export const KEY = 'alias/cordon/production/servers';
export const OWNER = { platform: 'cordon', environment: 'production' };

/** Clients of one region, with what the emulator lacks, and what a test may put in the way. */
export class Region {
  public readonly rds: RDSClient;
  public readonly ec2: EC2Client;
  /** State of a snapshot, by name (RDS) or id (EC2), instead of the emulator's, whose are there at once. */
  public readonly states = new Map<string, string>();
  /** What a command throws instead of being sent. */
  public readonly refusals = new Map<string, { readonly name: string; readonly message: string }>();
  /** Commands that were sent, with their input. */
  public readonly sent: { readonly command: string; readonly input: Record<string, unknown> }[] = [];

  constructor(
    aws: EmbeddedAws,
    public readonly name: string,
  ) {
    this.rds = new RDSClient({ ...aws.client(), region: name });
    this.ec2 = new EC2Client({ ...aws.client(), region: name });
    for (const client of [this.rds, this.ec2]) this.observe(client);
  }

  public commands(command: string): Record<string, unknown>[] {
    return this.sent.filter((one) => one.command === command).map(({ input }) => input);
  }

  public async addServer(name: string, tags: Record<string, string> = {}): Promise<void> {
    const instance = { DBInstanceIdentifier: name, DBInstanceClass: 'db.m7g.large', Engine: 'postgres' };
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.rds.send(new CreateDBInstanceCommand({ ...instance, AllocatedStorage: 20, Tags }));
  }

  public async addVolume(tags: Record<string, string>): Promise<string> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    const volume = { AvailabilityZone: `${this.name}a`, Size: 8, Encrypted: true };
    const TagSpecifications = [{ ResourceType: 'volume' as const, Tags }];
    const { VolumeId } = await this.ec2.send(new CreateVolumeCommand({ ...volume, TagSpecifications }));
    return VolumeId!;
  }

  public stop(): void {
    this.rds.destroy();
    this.ec2.destroy();
  }

  private observe(client: RDSClient | EC2Client): void {
    (client as RDSClient).middlewareStack.add(
      (next, context) => async (args) => {
        const command = context.commandName ?? '';
        this.sent.push({ command, input: args.input as unknown as Record<string, unknown> });
        const refusal = this.refusals.get(command);
        if (refusal) throw Object.assign(new Error(refusal.message), { name: refusal.name });
        // The emulator has no CopyDBSnapshot, and forgets the tags of CopySnapshot.
        if (command === 'CopyDBSnapshotCommand') {
          return { response: {}, output: (await this.copy(args.input as CopyDBSnapshotCommandInput)) as never };
        }
        const answer = await next(args);
        const output = answer.output as object;
        if (command === 'CopySnapshotCommand') await this.tag(args.input, output);
        this.overrideStates(output);
        return answer;
      },
      { step: 'initialize' },
    );
  }

  private async copy({ SourceDBSnapshotIdentifier, TargetDBSnapshotIdentifier, Tags }: CopyDBSnapshotCommandInput) {
    if (!SourceDBSnapshotIdentifier?.startsWith('arn:aws:rds:'))
      throw new Error('A snapshot elsewhere goes by its ARN');
    const DBInstanceIdentifier = 'holder-of-copies';
    await this.rds.send(new DescribeDBInstancesCommand({ DBInstanceIdentifier })).catch(() => {
      return this.addServer(DBInstanceIdentifier);
    });
    const DBSnapshotIdentifier = TargetDBSnapshotIdentifier;
    return this.rds.send(new CreateDBSnapshotCommand({ DBInstanceIdentifier, DBSnapshotIdentifier, Tags }));
  }

  private async tag(input: unknown, { SnapshotId }: { readonly SnapshotId?: string }): Promise<void> {
    const Tags: Tag[] = (input as CopySnapshotCommandInput).TagSpecifications?.[0]?.Tags ?? [];
    await this.ec2.send(new CreateTagsCommand({ Resources: [SnapshotId!], Tags }));
  }

  private overrideStates(output: object): void {
    const { DBSnapshots } = output as DescribeDBSnapshotsCommandOutput;
    for (const snapshot of DBSnapshots ?? []) {
      snapshot.Status = this.states.get(snapshot.DBSnapshotIdentifier ?? '') ?? snapshot.Status;
    }
    const { Snapshots } = output as DescribeSnapshotsCommandOutput;
    for (const snapshot of Snapshots ?? []) {
      const state = this.states.get(snapshot.SnapshotId ?? '') ?? this.states.get(snapshot.VolumeId ?? '');
      snapshot.State = (state as typeof snapshot.State) ?? snapshot.State;
    }
  }
}
