/** A turn at what only some can have at a time; whoever has it gives it back. */
export type GiveBack = () => void;

/**
 * Turns at what only some can have at a time. Where more want one, whoever has farthest to go is first: all arrive at the
 * same time then, and none is left to go on alone while the machine idles.
 */
export class RightOfWay {
  private free: number;
  private readonly waiting: { readonly left: number; readonly go: () => void }[] = [];

  constructor(atOnce: number) {
    this.free = atOnce;
  }

  /** @param left How far whoever asks still has to go. */
  public async turn(left: number): Promise<GiveBack> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((go) => this.waiting.push({ left, go }));
    return () => this.next();
  }

  private next(): void {
    const farthest = Math.max(...this.waiting.map(({ left }) => left));
    const index = this.waiting.findIndex(({ left }) => left === farthest);
    if (index < 0) this.free++;
    else this.waiting.splice(index, 1)[0]?.go();
  }
}
