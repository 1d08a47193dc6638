import { Assembly, StackTemplate } from '../../lib/commitments/assembly';
import { absences, judgeAll, present } from '../../lib/commitments/rule';

const rule = present({
  id: 'TN-01.Vault',
  keeps: ['TN-01'],
  statement: 'Production has a safe place.',
  types: ['AWS::Backup::BackupVault'],
  where: ({ environment }) => environment === 'production',
  needs: 'a vault named safe; add one',
  is: ({ properties }) => properties.BackupVaultName === 'safe',
});

describe('a rule of presence', () => {
  test('is satisfied by every resource that is what it asks for, and by those alone', () => {
    const assembly = platform({ 'production-eu-west-1': ['safe', 'other', 'safe'] });
    expect(judgeAll(assembly, [rule]).map(({ resource }) => resource.logicalId)).toEqual(['Vault0', 'Vault2']);
    expect(absences(assembly, [rule])).toEqual([]);
  });

  test('names each stage that lacks it, and what to do; others need not have it', () => {
    const assembly = platform({ 'production-eu-west-1': ['other'], 'production-eu-north-1': [], 'test-eu-west-1': [] });
    expect(absences(assembly, [rule]).map(({ problem }) => problem)).toEqual([
      'production-eu-west-1 lacks a vault named safe; add one',
      'production-eu-north-1 lacks a vault named safe; add one',
    ]);
  });
});

/** Vaults by stage. */
function platform(stages: Readonly<Record<string, readonly string[]>>): Assembly {
  return new Assembly(
    Object.entries(stages).map(([stage, names]) => {
      const region = stage.slice(stage.indexOf('-') + 1);
      const location = { path: `${stage}/backup`, stackName: stage, account: '1', region, templatePath: '' };
      const Resources = Object.fromEntries(
        names.map((BackupVaultName, index) => [
          `Vault${index}`,
          { Type: 'AWS::Backup::BackupVault', Properties: { BackupVaultName } },
        ]),
      );
      return new StackTemplate(location, JSON.stringify({ Resources }));
    }),
  );
}
