/** A turn at what only some can have at a time; whoever has it gives it back. */
export type GiveBack = () => void;

interface Goer {
  readonly left: number;
  readonly go: () => void;
}

/**
 * Turns at what only some can have at a time. Where more want one, whoever has farthest to go is first, and whoever has
 * farther to go than all others never waits: all arrive at the same time then, and none is left to go on alone while
 * the machine idles.
 */
export class RightOfWay {
  private readonly going = new Set<Goer>();
  private readonly waiting = new Set<Goer>();

  constructor(private readonly atOnce: number) {}

  /** @param left How far whoever asks still has to go. */
  public turn(left: number): Promise<GiveBack> {
    return new Promise((resolve) => {
      const giveBack = (): void => {
        this.going.delete(goer);
        this.next();
      };
      const goer: Goer = { left, go: () => resolve(giveBack) };
      this.waiting.add(goer);
      this.next();
    });
  }

  private next(): void {
    const [first] = [...this.waiting].sort((some, others) => others.left - some.left);
    if (!first) return;
    const leads = [...this.going].every(({ left }) => first.left > left);
    if (!leads && this.going.size >= this.atOnce) return;
    this.waiting.delete(first);
    this.going.add(first);
    first.go();
  }
}
