/** The CDK app: `npx cdk list`, `npx cdk synth <stack>`, `npx cdk diff <stack>`, `npx cdk deploy <stack>`. */
import { synthesize } from './synthesize';

synthesize();
