import { z } from 'zod';

/** Tags of the snapshots that are taken before a release; nothing without them is ever touched. */
export const RELEASE_TAGS = {
  platform: 'cordon:platform',
  environment: 'cordon:environment',
  release: 'cordon:release',
  /** Server or volume that the snapshot is of. */
  of: 'cordon:release-of',
  /** Set on all of a release's snapshots in the home region once every one of them, copies included, is there. */
  complete: 'cordon:release-complete',
} as const;

/** Letters and digits, with single dots or hyphens between them, such as `2026.11.3`. */
export const releaseSchema = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/, 'must be a release such as 2026.11.3');

/** Whose snapshots they are: two environments may share an account. */
export interface SnapshotOwner {
  readonly platform: string;
  readonly environment: string;
}

/** A snapshot of a server or a volume, in one region. */
export interface ReleaseSnapshot {
  /** What its service knows it by. */
  readonly id: string;
  readonly arn?: string;
  readonly release: string;
  readonly of: string;
  readonly state: 'pending' | 'done' | 'failed';
  readonly at: Date;
  /** Whether it is marked as part of a release that is there as a whole. */
  readonly complete: boolean;
}

/** Snapshots of one kind in one region. */
export interface ReleaseSnapshots {
  /** Those that were taken before releases, and no others; of one release, if one is given. */
  list(release?: string): Promise<ReleaseSnapshot[]>;
  take(of: string, release: string): Promise<void>;
  /**
   * Copies a snapshot of another region into this one.
   *
   * @param key Alias of the key in this region that the copy is encrypted with.
   */
  copy(snapshot: ReleaseSnapshot, fromRegion: string, key: string): Promise<void>;
  markComplete(snapshot: ReleaseSnapshot): Promise<void>;
  remove(snapshot: ReleaseSnapshot): Promise<void>;
}

/** One kind of snapshots in the regions that they are kept in. */
export interface ReleaseSnapshotRegions {
  readonly home: ReleaseSnapshots;
  /** Absent where the environment has no recovery region. */
  readonly recovery?: ReleaseSnapshots;
}

/** The same in every region and at every attempt. RDS takes letters, digits and single hyphens, in lower case. */
export function snapshotName(of: string, release: string): string {
  return `${of}-release-${release}`.toLowerCase().replaceAll('.', '-');
}

/** Tags that a snapshot and its copy are made with. */
export function tagsOf({ platform, environment }: SnapshotOwner, of: string, release: string): Record<string, string> {
  return {
    Name: snapshotName(of, release),
    [RELEASE_TAGS.platform]: platform,
    [RELEASE_TAGS.environment]: environment,
    [RELEASE_TAGS.release]: release,
    [RELEASE_TAGS.of]: of,
  };
}

/**
 * What the tags of a snapshot say, if it is one that was taken before a release: tags alone don't prove it, for a
 * restored server hands on those of the snapshot that it came from; the name must be the one that we give.
 */
export function readTags(
  owner: SnapshotOwner,
  tags: Readonly<Record<string, string | undefined>>,
  name: string | undefined,
): Pick<ReleaseSnapshot, 'of' | 'release' | 'complete'> | undefined {
  const { [RELEASE_TAGS.of]: of, [RELEASE_TAGS.release]: release } = tags;
  const ours = tags[RELEASE_TAGS.platform] === owner.platform && tags[RELEASE_TAGS.environment] === owner.environment;
  if (!ours || of === undefined || release === undefined || name !== snapshotName(of, release)) return undefined;
  return { of, release, complete: tags[RELEASE_TAGS.complete] === 'true' };
}

/** Key-value pairs as RDS and EC2 want them. */
export function asTagList(tags: Readonly<Record<string, string>>): { Key: string; Value: string }[] {
  return Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
}

export function asRecord(
  tags: readonly { readonly Key?: string; readonly Value?: string }[] = [],
): Record<string, string | undefined> {
  return Object.fromEntries(tags.flatMap(({ Key, Value }) => (Key === undefined ? [] : [[Key, Value] as const])));
}
