import {
  AddTagsToResourceCommand,
  CopyDBSnapshotCommand,
  CreateDBSnapshotCommand,
  DeleteDBSnapshotCommand,
  paginateDescribeDBSnapshots,
} from '@aws-sdk/client-rds';
import type { DBSnapshot, RDSClient } from '@aws-sdk/client-rds';
import { asRecord, asTagList, readTags, RELEASE_TAGS, snapshotName, tagsOf } from './release-snapshot';
import type { ReleaseSnapshot, ReleaseSnapshots, SnapshotOwner } from './release-snapshot';

/** Snapshots of whole database servers, by the names of their RDS instances. */
export class DatabaseSnapshots implements ReleaseSnapshots {
  constructor(
    private readonly client: RDSClient,
    private readonly owner: SnapshotOwner,
  ) {}

  public async list(release?: string): Promise<ReleaseSnapshot[]> {
    const found: ReleaseSnapshot[] = [];
    // RDS finds none by tag. It allows a hundred manual ones in a region, which is one page.
    for await (const { DBSnapshots } of paginateDescribeDBSnapshots(
      { client: this.client },
      { SnapshotType: 'manual' },
    )) {
      for (const snapshot of DBSnapshots ?? []) {
        const read = this.read(snapshot);
        if (read && (release === undefined || read.release === release)) found.push(read);
      }
    }
    return found;
  }

  public async take(of: string, release: string): Promise<void> {
    await this.client.send(
      new CreateDBSnapshotCommand({
        DBInstanceIdentifier: of,
        DBSnapshotIdentifier: snapshotName(of, release),
        Tags: asTagList(tagsOf(this.owner, of, release)),
      }),
    );
  }

  public async copy({ arn, of, release }: ReleaseSnapshot, _fromRegion: string, key: string): Promise<void> {
    await this.client.send(
      new CopyDBSnapshotCommand({
        SourceDBSnapshotIdentifier: arn,
        TargetDBSnapshotIdentifier: snapshotName(of, release),
        KmsKeyId: key,
        Tags: asTagList(tagsOf(this.owner, of, release)),
      }),
    );
  }

  public async markComplete({ arn }: ReleaseSnapshot): Promise<void> {
    const Tags = asTagList({ [RELEASE_TAGS.complete]: 'true' });
    await this.client.send(new AddTagsToResourceCommand({ ResourceName: arn, Tags }));
  }

  public async remove({ id }: ReleaseSnapshot): Promise<void> {
    await this.client.send(new DeleteDBSnapshotCommand({ DBSnapshotIdentifier: id }));
  }

  private read(snapshot: DBSnapshot): ReleaseSnapshot | undefined {
    const { DBSnapshotIdentifier: id, DBSnapshotArn: arn, SnapshotCreateTime, Status, TagList } = snapshot;
    const said = readTags(this.owner, asRecord(TagList), id);
    if (!said || id === undefined) return undefined;
    const state = Status === 'available' ? 'done' : Status === 'failed' ? 'failed' : 'pending';
    // It has no time yet while it is being made.
    return { ...said, id, arn, state, at: SnapshotCreateTime ?? new Date() };
  }
}
