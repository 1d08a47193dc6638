import { textOf } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

export const backupWaves: Rule = {
  id: 'BK-03.BackupWaves',
  keeps: ['BK-03', 'BK-07', 'BK-08', 'BK-09', 'BK-10', 'BK-14', 'BK-15', 'TN-15'],
  statement:
    'A wave of backups works on all servers side by side, by a task that no size of a site outlasts, and rotates what each site keeps.',
  types: ['AWS::StepFunctions::StateMachine'],
  judge({ properties }) {
    const definition = textOf(properties.DefinitionString);
    if (!definition.includes('"wave":"backup"')) return undefined;
    const says = (what: RegExp, problem: string) => (what.test(definition) ? undefined : problem);
    return verdict({
      'DefinitionString.worker': says(/ecs:runTask\.sync/, 'starts no worker; a function would end after 15 minutes'),
      'DefinitionString.servers': says(/"Mode":"DISTRIBUTED"/, 'has no Distributed Map over the servers'),
      'DefinitionString.rotation': says(/"Rotate backups":/, 'does not rotate the backups afterwards'),
      'DefinitionString.failure': says(/"Report the server":/, 'tells nobody of a server that failed'),
    });
  },
};
