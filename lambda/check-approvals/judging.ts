/** An action of the pipeline, as its history tells. */
export interface ActionExecution {
  readonly stage: string;
  readonly action: string;
  readonly status: string;
  readonly startedAt: Date;
  /** ARN of who brought it to its end. Undefined where the history does not say. */
  readonly by?: string;
}

/** Name of the role that a group approves by, for each group. */
export type Approvers = Readonly<Record<string, string>>;

export type Judgement = { readonly approvedBy: Readonly<Record<string, string>> } | { readonly refusal: string };

/**
 * Whether a person of every group has approved, and each another one (IR-11). A person is who the identity provider
 * says: the name of the session, which it sets and nobody chooses. An approval that was asked for again counts as it
 * was answered last.
 */
export function judgeApprovals(history: readonly ActionExecution[], stage: string, approvers: Approvers): Judgement {
  const approvedBy: Record<string, string> = {};
  for (const [group, role] of Object.entries(approvers)) {
    const last = history
      .filter((one) => one.stage === stage && one.action === group)
      .sort((a, b) => b.startedAt.getTime() - a.startedAt.getTime())[0];
    if (last?.status !== 'Succeeded') return { refusal: `${group} has not approved.` };
    const person = personOf(last.by, role);
    if (person === undefined) {
      return {
        refusal: `The approval of ${group} is by ${last.by ?? 'nobody who is known'}, not by its role ${role}.`,
      };
    }
    const other = Object.entries(approvedBy).find(([, name]) => name.toLowerCase() === person.toLowerCase());
    if (other) return { refusal: `${person} approved for both ${other[0]} and ${group}; another person has to.` };
    approvedBy[group] = person;
  }
  return { approvedBy };
}

/** `arn:aws:sts::444444444444:assumed-role/<role>/<person>` → the person; undefined for anybody else. */
function personOf(arn: string | undefined, role: string): string | undefined {
  const [, taken, person] = /^arn:aws:sts::\d{12}:assumed-role\/([^/]+)\/([^/]+)$/.exec(arn ?? '') ?? [];
  return taken === role ? person : undefined;
}
