/** Places that are taken and become free again. */
export class Queue {
  /** @param free When each becomes free, in order. */
  private constructor(private readonly free: number[] | undefined) {}

  /** @param count how many places there are; `Infinity` for no limit */
  public static of(count: number): Queue {
    return new Queue(Number.isFinite(count) ? new Array<number>(Math.floor(count)).fill(-Infinity) : undefined);
  }

  /** When the first becomes free. */
  public get earliest(): number {
    return this.free === undefined ? -Infinity : (this.free[0] ?? Infinity);
  }

  /** Takes the place that is free first, until some moment. */
  public takeEarliest(until: number): void {
    if (this.free === undefined) return;
    this.free.shift();
    this.insert(until);
  }

  /** Sets apart so many of those that become free first. */
  public setApart(count: number): Queue {
    return new Queue(this.free?.splice(0, count));
  }

  public giveBack({ free = [] }: Queue): void {
    for (const until of free) this.insert(until);
  }

  private insert(until: number): void {
    if (this.free === undefined) return;
    let [low, high] = [0, this.free.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.free[middle] ?? Infinity) <= until) low = middle + 1;
      else high = middle;
    }
    this.free.splice(low, 0, until);
  }
}
