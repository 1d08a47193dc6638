import type { Assembly } from '../../commitments/assembly';
import type { Platform } from '../../config/platform';
import { environmentHosting } from '../../config/sites';
import type { Drill } from '../drill';
import { backupAndRedundancy } from './backup-and-redundancy';
import { figureOf, type Figure } from './figure';
import { networkReachability } from './network-reachability';
import { productionSetup } from './production-setup';
import { recoveryTimes } from './recovery-times';
import { resourcesIn } from './traced';

/** Pictures that are drawn from the templates and from what was measured. */
export interface Figures {
  /** One for each home region of production. */
  readonly productionSetup: readonly Figure[];
  /** One for each home region of production. */
  readonly backupAndRedundancy: readonly Figure[];
  /** One for each kind of network. */
  readonly networkReachability: readonly Figure[];
  /** Absent where no drill is kept. */
  readonly recoveryTimes?: Figure;
}

/** What pictures are drawn from. */
interface Drawable {
  /** Says which environment is production; all else is in the templates. */
  readonly platform: Platform;
  readonly assembly: Assembly;
  readonly drills: readonly Drill[];
}

/** The pictures that a customer would ask for (DR-09); the same templates and drills make the same bytes. */
export function drawFigures({ platform, assembly, drills }: Drawable): Figures {
  const production = environmentHosting(platform.config, 'production');
  const homes = assembly.stages.filter(
    (stage) => stage.environment === production && resourcesIn(stage, 'AWS::Backup::BackupPlan').length > 0,
  );
  return {
    productionSetup: homes.map((home) => figureOf(`production-${home.region}`, productionSetup(assembly, home))),
    backupAndRedundancy: homes.map((home) => figureOf(`backup-${home.region}`, backupAndRedundancy(assembly, home))),
    networkReachability: networkReachability(assembly),
    recoveryTimes: drills.length === 0 ? undefined : recoveryTimes(drills),
  };
}
