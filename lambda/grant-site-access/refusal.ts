/** A request that is refused, with the HTTP status that says so. */
export class Refusal extends Error {
  constructor(
    public readonly status: 400 | 403 | 404 | 409,
    message: string,
  ) {
    super(message);
  }
}
