import type { TemplateResource } from '../assembly';
import { verdict } from '../rule';
import type { Rule } from '../rule';

const DATABASE_SERVER = 'AWS::RDS::DBInstance';

/** Whether an instance is a server that sites live on, and no replica of one. */
function isDatabaseServer({ type, properties }: TemplateResource): boolean {
  return type === DATABASE_SERVER && properties.SourceDBInstanceIdentifier === undefined;
}

export const noSharedDatabase: Rule = {
  id: 'TN-01.NoSharedDatabase',
  keeps: ['TN-01'],
  statement: 'A server is made without a database: each that it gets belongs to one site.',
  types: [DATABASE_SERVER],
  judge(resource) {
    if (!isDatabaseServer(resource)) return undefined;
    const { DBName: name } = resource.properties;
    return verdict({
      DBName: name === undefined ? undefined : `is ${JSON.stringify(name)}, which no site owns; leave it out`,
    });
  },
};

export const roomForPackages: Rule = {
  id: 'TN-08.RoomForPackages',
  keeps: ['TN-08'],
  statement: 'Servers grow by themselves, so that each site has the room of its data package.',
  types: [DATABASE_SERVER],
  judge(resource) {
    if (!isDatabaseServer(resource)) return undefined;
    const { AllocatedStorage, MaxAllocatedStorage } = resource.properties;
    const [now, most] = [Number(AllocatedStorage), Number(MaxAllocatedStorage ?? NaN)];
    // RDS takes a limit for growth only from a tenth above what is there.
    const least = Math.ceil(now + now / 10);
    return verdict({
      MaxAllocatedStorage:
        most >= least
          ? undefined
          : `is ${Number.isNaN(most) ? 'missing' : `${most} GB`} with ${now} GB from the start; ${least} GB or more let it grow; raise maxStorageGb`,
    });
  },
};

export const dedicatedServer: Rule = {
  id: 'TN-17.DedicatedServer',
  keeps: ['TN-17'],
  statement: 'A dedicated server is an instance of its own, in two zones, whose master user no other server has.',
  types: [DATABASE_SERVER],
  judge(resource, assembly) {
    if (!isDatabaseServer(resource) || tagOf(resource, 'cordon:kind') !== 'dedicated') return undefined;
    const { DBInstanceIdentifier: name, MultiAZ, MasterUserPassword } = resource.properties;
    const secret = secretOf(resource);
    const sharers = [...resource.stack.resources.values()].filter(
      (other) => other.logicalId !== resource.logicalId && isDatabaseServer(other) && secretOf(other) === secret,
    );
    const own = assembly.target({ Ref: secret }, resource.stack);
    return verdict({
      DBInstanceIdentifier: new RegExp(`-dedicated-[a-z0-9-]+$`).test(String(name))
        ? undefined
        : `is ${JSON.stringify(name)}, which names no site; end it with -dedicated-<site>`,
      MultiAZ: MultiAZ === true ? undefined : 'is not true, as it is for shared servers; set it',
      MasterUserPassword:
        own && tagOf(own, 'cordon:server') === tagOf(resource, 'cordon:server') && sharers.length === 0
          ? undefined
          : `is ${JSON.stringify(MasterUserPassword)}, which another server has as well; give it a MasterSecret of its own`,
    });
  },
};

function tagOf({ properties }: TemplateResource, key: string): string | undefined {
  const tags = (properties.Tags ?? []) as readonly { readonly Key: string; readonly Value: string }[];
  return tags.find(({ Key }) => Key === key)?.Value;
}

/** Logical id of the secret that a server's password is resolved from. */
function secretOf({ properties }: TemplateResource): string | undefined {
  return /"Ref":"([^"]+)"/.exec(JSON.stringify(properties.MasterUserPassword ?? ''))?.[1];
}
