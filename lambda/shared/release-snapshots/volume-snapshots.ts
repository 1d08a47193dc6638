import {
  CopySnapshotCommand,
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  paginateDescribeSnapshots,
  paginateDescribeVolumes,
} from '@aws-sdk/client-ec2';
import type { EC2Client, Snapshot } from '@aws-sdk/client-ec2';
import { asRecord, asTagList, readTags, RELEASE_TAGS, snapshotName, tagsOf } from './release-snapshot';
import type { ReleaseSnapshot, ReleaseSnapshots, SnapshotOwner } from './release-snapshot';

/** Snapshots of EBS volumes, by the volumes' ids. EBS names them itself; ours is a tag. */
export class VolumeSnapshots implements ReleaseSnapshots {
  constructor(
    private readonly client: EC2Client,
    private readonly owner: SnapshotOwner,
  ) {}

  public async list(release?: string): Promise<ReleaseSnapshot[]> {
    const Filters = [
      { Name: `tag:${RELEASE_TAGS.platform}`, Values: [this.owner.platform] },
      { Name: `tag:${RELEASE_TAGS.environment}`, Values: [this.owner.environment] },
      release === undefined
        ? { Name: 'tag-key', Values: [RELEASE_TAGS.release] }
        : { Name: `tag:${RELEASE_TAGS.release}`, Values: [release] },
    ];
    const found: ReleaseSnapshot[] = [];
    const pages = paginateDescribeSnapshots({ client: this.client }, { OwnerIds: ['self'], Filters });
    for await (const { Snapshots } of pages) {
      for (const snapshot of Snapshots ?? []) {
        const read = this.read(snapshot);
        if (read) found.push(read);
      }
    }
    return found;
  }

  public async take(of: string, release: string): Promise<void> {
    await this.client.send(
      new CreateSnapshotCommand({
        VolumeId: of,
        Description: snapshotName(of, release),
        TagSpecifications: this.tags(of, release),
      }),
    );
  }

  public async copy({ id, of, release }: ReleaseSnapshot, fromRegion: string, key: string): Promise<void> {
    await this.client.send(
      new CopySnapshotCommand({
        SourceRegion: fromRegion,
        SourceSnapshotId: id,
        Encrypted: true,
        KmsKeyId: key,
        Description: snapshotName(of, release),
        TagSpecifications: this.tags(of, release),
      }),
    );
  }

  public async markComplete({ id }: ReleaseSnapshot): Promise<void> {
    const Tags = asTagList({ [RELEASE_TAGS.complete]: 'true' });
    await this.client.send(new CreateTagsCommand({ Resources: [id], Tags }));
  }

  public async remove({ id }: ReleaseSnapshot): Promise<void> {
    await this.client.send(new DeleteSnapshotCommand({ SnapshotId: id }));
  }

  private tags(of: string, release: string) {
    return [{ ResourceType: 'snapshot' as const, Tags: asTagList(tagsOf(this.owner, of, release)) }];
  }

  private read({ SnapshotId: id, StartTime, State, Tags }: Snapshot): ReleaseSnapshot | undefined {
    const tags = asRecord(Tags);
    const said = readTags(this.owner, tags, tags.Name);
    if (!said || id === undefined) return undefined;
    const state = State === 'completed' ? 'done' : State === 'error' ? 'failed' : 'pending';
    return { ...said, id, state, at: StartTime ?? new Date() };
  }
}

/** Ids of the volumes that have all of these tags. */
export async function volumesTagged(client: EC2Client, tags: Readonly<Record<string, string>>): Promise<string[]> {
  const Filters = Object.entries(tags).map(([key, value]) => ({ Name: `tag:${key}`, Values: [value] }));
  const ids: string[] = [];
  for await (const { Volumes } of paginateDescribeVolumes({ client }, { Filters })) {
    const there = (Volumes ?? []).filter(({ State }) => State === 'in-use' || State === 'available');
    ids.push(...there.flatMap(({ VolumeId }) => VolumeId ?? []));
  }
  return ids;
}
