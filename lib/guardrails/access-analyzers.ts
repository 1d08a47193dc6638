import * as accessanalyzer from 'aws-cdk-lib/aws-accessanalyzer';
import { Construct } from 'constructs';

/** Days without use after which a permission is reported: a quarter, as often as access is reviewed (ID-08). */
const UNUSED_AFTER_DAYS = 90;

/** Finds what outsiders can reach in this region, and permissions of the account that nobody uses (TN-18, ID-07). */
export class AccessAnalyzers extends Construct {
  /** @param unused Whether this is the region that looks at IAM, which has no region. */
  constructor(scope: Construct, id: string, { unused }: { readonly unused: boolean }) {
    super(scope, id);
    new accessanalyzer.CfnAnalyzer(this, 'Outsiders', { type: 'ACCOUNT' });
    if (!unused) return;
    new accessanalyzer.CfnAnalyzer(this, 'Unused', {
      type: 'ACCOUNT_UNUSED_ACCESS',
      analyzerConfiguration: { unusedAccessConfiguration: { unusedAccessAge: UNUSED_AFTER_DAYS } },
    });
  }
}
