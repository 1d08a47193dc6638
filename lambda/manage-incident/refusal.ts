/** What was asked for can't be done; the message says what can. Asking again the same way changes nothing. */
export class Refusal extends Error {
  public override readonly name = 'Refusal';
}
