import { present } from '../rule';
import { TRAIL } from './archive-locked';
import { selectorsOf } from './event-selectors';
import { isAccount } from './stages';

export const accountTrail = present({
  id: 'LG-04.AccountTrail',
  keeps: ['LG-04', 'LG-05'],
  statement: 'One trail of each account records all that is done to it, in every region and in services without one.',
  types: [TRAIL],
  where: isAccount,
  needs: 'a trail of the management events of all regions, reads and writes; give it a PlatformTrail of scope account',
  is: ({ properties }) =>
    properties.IsMultiRegionTrail === true &&
    properties.IncludeGlobalServiceEvents === true &&
    properties.IsLogging === true &&
    selectorsOf(properties).some(({ eventCategory, ...more }) =>
      Boolean(eventCategory?.Equals?.includes('Management') && Object.keys(more).length === 0),
    ),
});
