import type { SecretVersions } from '../../../lambda/shared/secret-versions';

/** One secret that treats versions and labels as Secrets Manager does. */
export class FakeSecret implements SecretVersions {
  public rotationEnabled = true;
  public readonly versions = new Map<string, { value?: string; labels: Set<string> }>();

  constructor(current: string, version = 'first') {
    this.versions.set(version, { value: current, labels: new Set(['AWSCURRENT']) });
  }

  /** What RotateSecret does before it calls the function. */
  begin(version: string): void {
    this.move('AWSPENDING', version);
  }

  valueOf(label: string): string | undefined {
    return [...this.versions.values()].find(({ labels }) => labels.has(label))?.value;
  }

  describe() {
    const stages = Object.fromEntries([...this.versions].map(([id, { labels }]) => [id, [...labels]]));
    return Promise.resolve({ name: 'the-secret', rotationEnabled: this.rotationEnabled, stages });
  }

  read(label: string, version?: string) {
    const found = [...this.versions].find(([id, { labels }]) => labels.has(label) && (version ?? id) === id);
    return Promise.resolve(found?.[1].value);
  }

  writePending(version: string, value: string) {
    const existing = this.versions.get(version)?.value;
    if (existing !== undefined && existing !== value)
      return Promise.reject(new Error(`version ${version} exists with another value`));
    this.move('AWSPENDING', version);
    this.versions.get(version)!.value = value;
    return Promise.resolve();
  }

  makeCurrent(version: string, insteadOf: string | undefined) {
    const holder = [...this.versions].find(([, { labels }]) => labels.has('AWSCURRENT'))?.[0];
    if (holder !== insteadOf) return Promise.reject(new Error(`AWSCURRENT is at ${holder}, not at ${insteadOf}`));
    if (insteadOf !== undefined) this.move('AWSPREVIOUS', insteadOf);
    this.move('AWSCURRENT', version);
    return Promise.resolve();
  }

  private move(label: string, version: string): void {
    for (const { labels } of this.versions.values()) labels.delete(label);
    const target = this.versions.get(version) ?? { labels: new Set<string>() };
    this.versions.set(version, target);
    target.labels.add(label);
  }
}
