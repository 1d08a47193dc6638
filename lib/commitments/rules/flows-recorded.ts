import { present } from '../rule';
import { isRegion } from './stages';

/** Seconds after which a connection is in the log. */
const LATEST = 60;

export const flowsRecorded = present({
  id: 'NW-10.FlowsRecorded',
  keeps: ['NW-10', 'NW-01'],
  statement:
    'Every region has a network, and every connection in it is recorded within a minute, refused ones as well.',
  types: ['AWS::EC2::FlowLog'],
  where: isRegion,
  needs: `a flow log of all traffic of its network, every ${LATEST} seconds; use TrafficRecords`,
  is({ properties, stack }, assembly) {
    const network = assembly.target(properties.ResourceId, stack);
    return (
      network?.type === 'AWS::EC2::VPC' &&
      network.stack.stage === stack.stage &&
      properties.TrafficType === 'ALL' &&
      properties.MaxAggregationInterval === LATEST
    );
  },
});
