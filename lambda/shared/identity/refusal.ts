/** A request that is refused for what it asks; repeating it changes nothing. Its message may be shown to the asker. */
export class Refused extends Error {
  public override readonly name = 'Refused';
}
