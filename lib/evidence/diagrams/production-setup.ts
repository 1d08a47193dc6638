import type { Assembly, Stage } from '../../commitments/assembly';
import { tagOf } from '../../network/template-network';
import { counted } from '../state';
import { pictureOf, type Picture } from './picture';
import { entrance, signIn, staff } from './setup-entrance';
import { operations, servers, stores } from './setup-inside';
import { logs, outside } from './setup-outside';
import { zonesOf, type Parts, type Section } from './setup-parts';
import { refsOf, resourcesIn } from './traced';
import { Ways } from './ways';

/** The way from users to databases runs at the left of titles. */
const INDENT = 26;

/**
 * The production set-up of a home region as a customer would have it explained: from the internet by firewall, load
 * balancer and web servers to the databases, with what stands beside them (DR-09).
 */
export function productionSetup(assembly: Assembly, stage: Stage): Picture {
  const parts: Parts = {
    assembly,
    stage,
    ways: new Ways(stage),
    of: (type) => resourcesIn(stage, type),
  };
  const { of } = parts;
  const [vpc] = of('AWS::EC2::VPC');
  const subnets = (name: string) =>
    of('AWS::EC2::Subnet').filter((one) => tagOf(one.properties, 'aws-cdk:subnet-name') === name);
  const band = (name: string, row: number) => ({
    title: `${name} subnets: ${toInternet(parts.ways.outOf(name))}`,
    indent: INDENT,
    kind: 'band' as const,
    ...{ column: 1, row, columns: 3 },
    stands: refsOf(...subnets(name)),
  });
  return pictureOf({
    title: `Production set-up in ${stage.region}, account ${stage.stacks[0]!.location.account}`,
    description: `From the internet through firewall and load balancer to web servers and databases in ${stage.region}, the way of staff through the VPN, and where data and logs are kept.`,
    columns: 4,
    gap: { column: 34, row: 46 },
    frames: [
      {
        title: `Region ${stage.region}`,
        kind: 'border',
        ...{ column: 0, row: 1, columns: 4, rows: 5 },
        stands: refsOf(vpc),
      },
      {
        title: `Private network ${String(vpc?.properties.CidrBlock)} over ${counted(zonesOf(subnets('Application')).length, 'zone')}`,
        kind: 'border',
        indent: INDENT,
        ...{ column: 1, row: 2, columns: 3, rows: 3 },
        stands: refsOf(vpc),
      },
      band('Public', 2),
      band('Application', 3),
      band('Data', 4),
    ],
    ...join(
      entrance(parts),
      signIn(parts),
      staff(parts),
      servers(parts),
      operations(parts),
      outside(parts),
      stores(parts),
      logs(parts),
    ),
  });
}

function toInternet(waysOut: readonly string[]): string {
  const ways = waysOut.filter((way) => way !== 'gateway endpoint');
  return ways.length === 0 ? 'no way to the internet' : ways.join(', ');
}

function join(...sections: readonly Section[]): Section {
  return { boxes: sections.flatMap(({ boxes }) => boxes), arrows: sections.flatMap(({ arrows }) => arrows) };
}
