import { Stack } from 'aws-cdk-lib';
import * as securityhub from 'aws-cdk-lib/aws-securityhub';
import { Construct } from 'constructs';

const STANDARDS = {
  BestPractices: 'aws-foundational-security-best-practices/v/1.0.0',
  Cis: 'cis-aws-foundations-benchmark/v/5.0.0',
  Pci: 'pci-dss/v/4.0.1',
  Nist: 'nist-800-53/v/5.0.0',
};

/** Security Hub, which measures the account against four standards and collects the findings of the others (NW-11). */
export class SecurityStandards extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const hub = new securityhub.CfnHub(this, 'Hub', {
      autoEnableControls: true,
      // One finding for a control, however many standards ask for it.
      controlFindingGenerator: 'SECURITY_CONTROL',
      enableDefaultStandards: false,
    });
    let previous: securityhub.CfnHub | securityhub.CfnStandard = hub;
    for (const [name, standard] of Object.entries(STANDARDS)) {
      const next: securityhub.CfnStandard = new securityhub.CfnStandard(this, name, {
        standardsArn: `arn:aws:securityhub:${Stack.of(this).region}::standards/${standard}`,
      });
      // Security Hub switches on one standard at a time and refuses a second meanwhile.
      next.addResourceDependency(previous);
      previous = next;
    }
  }
}
