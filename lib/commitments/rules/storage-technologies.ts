import { textOf } from '../assembly';
import { present } from '../rule';
import type { Rule } from '../rule';
import { valueAt } from './key-of-ours';
import { isHome } from './stages';

const SOLID_STATE = /^(gp|io)\d$/;

/** The kinds of storage that a site stands on: none of them fails for the reason that another does. */
export const storageTechnologies: readonly Rule[] = [
  present({
    id: 'AV-07.Volumes',
    keeps: ['AV-07'],
    statement: 'The programs of sites run from solid-state volumes of their servers.',
    types: ['AWS::EC2::LaunchTemplate'],
    where: isHome,
    needs: 'a launch template with a solid-state volume; see lib/web/web-servers.ts',
    is: ({ properties }) =>
      SOLID_STATE.test(textOf(valueAt(properties, 'LaunchTemplateData.BlockDeviceMappings.0.Ebs.VolumeType'))),
  }),
  present({
    id: 'AV-07.Databases',
    keeps: ['AV-07'],
    statement: 'The records of sites are kept by database servers.',
    types: ['AWS::RDS::DBInstance'],
    where: isHome,
    needs: 'a database server of PostgreSQL; see lib/data/database-server.ts',
    is: ({ properties }) => properties.Engine === 'postgres',
  }),
  present({
    id: 'AV-07.Objects',
    keeps: ['AV-07'],
    statement: 'The files of sites are kept as objects.',
    types: ['AWS::S3::Bucket'],
    where: isHome,
    needs: 'a bucket for attachments; see lib/data/attachments-bucket.ts',
    is: ({ properties }) => textOf(properties.BucketName).includes('-attachments-'),
  }),
];
