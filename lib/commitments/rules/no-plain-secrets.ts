import { textOf } from '../assembly';
import type { Properties } from '../assembly';
import type { Rule } from '../rule';
import { variablesOf } from './function-variables';
import { valueAt } from './key-of-ours';
import { userDataOf } from './user-data';

interface Setting {
  readonly path: string;
  readonly name: string;
  readonly value: unknown;
}

/** Where each type hands settings to a program, in the open. */
const SETTINGS: Readonly<Record<string, (properties: Properties) => readonly Setting[]>> = {
  'AWS::CodeBuild::Project': (properties) => listed(properties, 'Environment.EnvironmentVariables'),
  'AWS::EC2::LaunchTemplate': (properties) =>
    userDataOf(properties).map((value, line) => ({ path: `LaunchTemplateData.UserData.${line + 1}`, name: '', value })),
  'AWS::ECS::TaskDefinition': (properties) =>
    ((properties.ContainerDefinitions ?? []) as readonly unknown[]).flatMap((_, index) =>
      listed(properties, `ContainerDefinitions.${index}.Environment`),
    ),
  'AWS::Lambda::Function': (properties) =>
    Object.entries(variablesOf({ properties })).map(([name, value]) => ({
      path: `Environment.Variables.${name}`,
      name,
      value,
    })),
  'AWS::SSM::Parameter': ({ Name, Value }) => [{ path: 'Value', name: textOf(Name), value: Value }],
};

/** Ends of names of what is secret. */
const SECRET = /(passw(or)?d|passphrase|secret|credentials?|private_?key|api_?key|access_?key|auth_?token)$/i;
/** Texts that are secret whatever they are called: keys of AWS, private keys, addresses with a password. */
const TELLTALE = /\b(AKIA|ASIA)[0-9A-Z]{16}\b|-----BEGIN [A-Z ]*PRIVATE KEY-----|\w:\/\/[^\s:/@]+:[^\s:/@$]+@/;
/** What says where a secret is: a name in folders, an ARN, or what only CloudFormation knows. */
const REFERENCE = /^$|^arn:|^<|^\{\{resolve:|^\/?[a-z0-9-]+(\/[a-z0-9<>._-]+)+$/;

export const noPlainSecrets: Rule = {
  id: 'CR-09.NoPlainSecrets',
  keeps: ['CR-09', 'ID-04'],
  statement: 'No program is handed a secret in the open: it is told where in Secrets Manager one is.',
  types: Object.keys(SETTINGS),
  judge({ type, properties }) {
    const open = (SETTINGS[type]?.(properties) ?? []).filter(isOpenSecret);
    return {
      satisfied: open.length === 0 ? [''] : [],
      findings: open.map(({ path }) => ({
        property: path,
        problem: 'holds a secret that whoever sees the template knows; name one of Secrets Manager instead',
      })),
    };
  },
};

function isOpenSecret({ name, value }: Setting): boolean {
  const text = textOf(value);
  return TELLTALE.test(text) || (SECRET.test(name) && !REFERENCE.test(text));
}

/** Settings in a list of names and values; those of another type than plain text are kept elsewhere. */
function listed(properties: Properties, path: string): Setting[] {
  const variables = (valueAt(properties, path) ?? []) as readonly Properties[];
  return variables.flatMap(({ Name, Value, Type = 'PLAINTEXT' }, index) =>
    Type === 'PLAINTEXT' ? [{ path: `${path}.${index}.Value`, name: textOf(Name), value: Value }] : [],
  );
}
