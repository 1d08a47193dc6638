import { textOf } from '../assembly';
import type { Stage } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { isAccount, isHomeOf, isRegion } from './stages';

/** @param production environments that hold live data of customers */
export function stagesWatched(production: readonly string[]): readonly Rule[] {
  const isRecovery = ({ stacks }: Stage) => stacks.some(({ location }) => location.path.endsWith('/recovery'));
  return [
    alarm('AV-08.RootWatched', 'whoever uses an account’s root', 'root-used', isAccount),
    alarm('AV-08.LogsWatched', 'logs that no longer arrive', 'log-delivery-stopped', () => true),
    alarm('AV-08.FunctionsWatched', 'events that no function could handle', 'function-failed', isRegion),
    alarm('AV-08.SiteBackupsWatched', 'sites without their backup', 'site-backups-missing', isHomeOf(production)),
    alarm('AV-08.ServerBackupsWatched', 'servers without theirs', 'server-backups-missing', isHomeOf(production)),
    alarm('AV-08.CopiesWatched', 'copies that do not arrive', 'backup-copies-missing', isRecovery),
  ];
}

/** @param anchor of the alarm's section of the runbook */
function alarm(id: string, what: string, anchor: string, where: (stage: Stage) => boolean): Rule {
  return present({
    id,
    keeps: ['AV-08'],
    statement: `An alarm tells on-call of ${what}.`,
    types: ['AWS::CloudWatch::Alarm'],
    where,
    needs: `an alarm that links to section ${anchor} of the runbook`,
    is: ({ properties }) => textOf(properties.AlarmDescription).endsWith(`#${anchor}`),
  });
}
