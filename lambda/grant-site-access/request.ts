import { z } from 'zod';
import { Refusal } from './refusal';

/** Minutes that access lasts at the least and at the most: what STS gives, and what any staff session may last (ID-07). */
export const MINUTES = { least: 15, most: 60 } as const;

/** What the person asks for. */
const askedSchema = z.strictObject({
  site: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, 'must be a site id'),
  /** What it is needed for, such as the number of the customer's ticket; on-call and auditors read it. */
  reason: z.string().trim().min(10, 'must say in ten characters or more what it is needed for').max(300),
  minutes: z.int().min(MINUTES.least).max(MINUTES.most).default(MINUTES.least),
});

/** What Lambda hands over of a call to the function's address: IAM has established who calls. */
const callSchema = z.object({
  body: z.string().default(''),
  isBase64Encoded: z.boolean().default(false),
  requestContext: z.object({
    requestId: z.string().min(1),
    authorizer: z.object({ iam: z.object({ userArn: z.string() }) }),
  }),
});

export interface AccessRequest extends z.infer<typeof askedSchema> {
  /** The name under which the identity provider signed the person in. */
  readonly person: string;
  /** Name of the role that the person works in. */
  readonly role: string;
  /** Id of the request, which the record of the grant bears. */
  readonly id: string;
}

/** @throws Refusal, or an error where it was not called through its address. */
export function readRequest(event: unknown): AccessRequest {
  const { body, isBase64Encoded, requestContext } = callSchema.parse(event);
  const { userArn } = requestContext.authorizer.iam;
  // A name that STS takes for a source identity, too.
  const [, role, person] = /:assumed-role\/([^/]+)\/([\w+=,.@-]{2,64})$/.exec(userArn) ?? [];
  if (role === undefined || person === undefined) {
    throw new Refusal(403, 'Only a person who is signed in through the identity provider is given access');
  }
  const asked = askedSchema.safeParse(jsonOf(isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body));
  if (!asked.success) {
    const issues = asked.error.issues.map(({ path, message }) => `${path.join('.') || 'the whole'}: ${message}`);
    throw new Refusal(400, `The request is wrong: ${issues.join('; ')}`);
  }
  return { ...asked.data, person, role, id: requestContext.requestId };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Refusal(400, 'The request is no JSON; {"site": …, "reason": …, "minutes": …} is expected');
  }
}
