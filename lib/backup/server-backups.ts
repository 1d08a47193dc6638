import type { Construct } from 'constructs';

/** Puts a database server under backup (BK-02); what the backup room offers to the data room. */
export interface ServerBackups {
  /**
   * Selects the server for the plans of every slot in its time zone.
   * The selection is made in the caller's stack, beside the server, where the checkers look for it.
   */
  protect(scope: Construct, id: string, server: { readonly arn: string; readonly timeZone: string }): void;
}
