import { Assembly, type TemplateResource } from '../../lib/commitments/assembly';
import { absences, judgeAll, type Judgement, type Rule } from '../../lib/commitments/rule';
import { commitmentProps, commitmentRules } from '../../lib/commitments/rules';
import { loadPlatform } from '../../lib/config/load';
import { exampleAssembly } from '../support/assembly';
import { availabilityMutants } from './mutants/availability';
import { backupMutants } from './mutants/backup';
import { deliveryMutants } from './mutants/delivery';
import { encryptionMutants } from './mutants/encryption';
import { identityMutants } from './mutants/identity';
import { incidentsMutants } from './mutants/incidents';
import { loggingMutants } from './mutants/logging';
import { mutantOf, type Mutation, type Mutations } from './mutants/mutation';
import { networkMutants } from './mutants/network';
import { recoveryMutants } from './mutants/recovery';
import { tenancyMutants } from './mutants/tenancy';

jest.setTimeout(120_000);

const MUTATIONS: Mutations = {
  ...availabilityMutants,
  ...backupMutants,
  ...deliveryMutants,
  ...encryptionMutants,
  ...identityMutants,
  ...incidentsMutants,
  ...loggingMutants,
  ...networkMutants,
  ...recoveryMutants,
  ...tenancyMutants,
};

/** They forbid what nothing in the platform is: for them a template of their own has to do. */
const FORBID = ['ID-01.NoUsers', 'NW-01.NetworksApart', 'TN-06.SiteClients'];

const rules = commitmentRules(commitmentProps(loadPlatform('config').config));
const mutated = rules.filter(({ id }) => !FORBID.includes(id));

let assembly: Assembly;
let judgements: ReadonlyMap<Rule, readonly Judgement[]>;
beforeAll(() => {
  assembly = Assembly.read(exampleAssembly().directory);
  const all = judgeAll(assembly, rules);
  judgements = new Map(rules.map((rule) => [rule, all.filter((judgement) => judgement.rule === rule)]));
});

test('the example platform keeps every promise', () => {
  const broken = [...judgements.values()]
    .flat()
    .flatMap(({ rule, resource, verdict }) =>
      verdict.findings.map(({ property, problem }) => `${rule.id} ${nameOf(resource)} ${property} ${problem}`),
    );
  expect([...broken, ...absences(assembly, rules).map(({ problem }) => problem)]).toEqual([]);
});

test('every rule has something to judge, and a mutant that it finds', () => {
  const idle = rules.filter((rule) => judgements.get(rule)?.length === 0).map(({ id }) => id);
  expect(idle.filter((id) => !FORBID.includes(id))).toEqual([]);
  expect(mutated.filter(({ id }) => !MUTATIONS[id]).map(({ id }) => id)).toEqual([]);
  expect(Object.keys(MUTATIONS).filter((id) => !rules.some((rule) => rule.id === id))).toEqual([]);
});

test.each(mutated)('$id finds every mutant of the platform', (rule) => {
  const missed = (MUTATIONS[rule.id] ?? []).flatMap((mutation) => {
    const mutants = (judgements.get(rule) ?? []).flatMap(({ resource }) => mutantOf(resource, mutation) ?? []);
    if (mutants.length === 0) return [`nothing in the platform has what ${textOf(mutation)} breaks`];
    const unnoticed = rule.presence
      ? stagesNotMissing(rule, mutants)
      : mutants.filter((mutant) => !finds(rule, mutant)).map(nameOf);
    return unnoticed.map((where) => `${where} ${textOf(mutation)}`);
  });
  expect(missed).toEqual([]);
});

test.each(mutated)('$id finds a mutant that no other rule finds', (rule) => {
  const alone = (MUTATIONS[rule.id] ?? []).some((mutation) => {
    const judged = judgements.get(rule) ?? [];
    const mutant = judged.map(({ resource }) => mutantOf(resource, mutation)).find((one) => one !== undefined);
    if (!mutant) return false;
    return rules.every((other) => other === rule || !other.types.includes(mutant.type) || !finds(other, mutant));
  });
  expect(alone).toBe(true);
});

function finds(rule: Rule, mutant: TemplateResource): boolean {
  return (rule.judge(mutant, assembly)?.findings ?? []).length > 0;
}

/** Stages that a rule of presence does not miss anything in although all that was there has been broken. */
function stagesNotMissing(rule: Rule, mutants: readonly TemplateResource[]): string[] {
  const still = mutants.filter((mutant) => rule.presence?.is(mutant, assembly));
  return [...new Set(still.map(({ stack }) => stack.stage))];
}

function nameOf({ stack, logicalId }: TemplateResource): string {
  return `${stack.location.path} ${logicalId}`;
}

function textOf(mutation: Mutation): string {
  return String(typeof mutation === 'function' ? mutation : mutation.replace);
}
