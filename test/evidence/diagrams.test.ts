import { Assembly, StackTemplate } from '../../lib/commitments/assembly';
import { loadPlatform } from '../../lib/config/load';
import type { Drill } from '../../lib/evidence/drill';
import { backupAndRedundancy } from '../../lib/evidence/diagrams/backup-and-redundancy';
import { figureOf, type Figure } from '../../lib/evidence/diagrams/figure';
import { drawFigures } from '../../lib/evidence/diagrams/figures';
import { gridLayout, type Rectangle } from '../../lib/evidence/diagrams/grid-layout';
import { networkReachability } from '../../lib/evidence/diagrams/network-reachability';
import { productionSetup } from '../../lib/evidence/diagrams/production-setup';
import { WIDTHS } from '../../lib/evidence/diagrams/svg';
import type { ResourceRef } from '../../lib/evidence/evidence';
import { exampleFolder } from '../support/example-folder';

const HOME = 'production-us-west-2';
const platform = loadPlatform('config');

type Resources = Record<string, { Type: string; Properties: Record<string, unknown> }>;

/** The stages of one pair of regions: enough for every kind of picture. */
let assembly: Assembly;
beforeAll(() => {
  const { stacks } = Assembly.read(exampleFolder());
  assembly = new Assembly(stacks.filter(({ stage }) => [HOME, 'production-us-east-1'].includes(stage)));
});

/** The assembly with the templates of some stacks changed. */
function changed(which: (stack: StackTemplate) => boolean, change: (resources: Resources, stack: string) => void) {
  return new Assembly(
    assembly.stacks.map((stack) => {
      if (!which(stack)) return stack;
      const template = JSON.parse(stack.text) as { Resources: Resources };
      change(template.Resources, stack.location.path);
      return new StackTemplate(stack.location, JSON.stringify(template));
    }),
  );
}

/** Changes every resource of some type in the home region. */
function each(type: string, change: (properties: Record<string, unknown>) => void): Assembly {
  return changed(
    ({ stage, text }) => stage === HOME && text.includes(`"${type}"`),
    (resources) => {
      for (const { Type, Properties } of Object.values(resources)) if (Type === type) change(Properties);
    },
  );
}

function without(refs: readonly ResourceRef[]): Assembly {
  return changed(
    ({ location }) => refs.some(({ stack }) => stack === location.path),
    (resources, path) => {
      for (const { stack, logicalId } of refs) if (stack === path) delete resources[logicalId];
    },
  );
}

function drawn(of: Assembly): Figure[] {
  const {
    productionSetup: production,
    backupAndRedundancy: backup,
    networkReachability: network,
  } = drawFigures({ platform, assembly: of, drills: [] });
  return [...production, ...backup, ...network];
}

/** One picture alone, by its name. */
function redrawn(of: Assembly, name: string): Figure | undefined {
  if (name.startsWith('network-')) return networkReachability(of).find((one) => one.name === name);
  const home = of.stages.find((one) => one.name === HOME)!;
  return figureOf(name, name.startsWith('backup-') ? backupAndRedundancy(of, home) : productionSetup(of, home));
}

/** All that can be read in a picture. */
function textOf(figure: Figure): string {
  return [...figure.wide.matchAll(/<text[^>]*>([^<]*)</g)].map(([, text]) => text).join('\n');
}

function named(of: Assembly, kind: string): string {
  return textOf(drawn(of).find(({ name }) => name.startsWith(kind))!);
}

test('DR-09 every frame, box and arrow stands for resources that are in the templates', () => {
  const there = new Set(assembly.resources.map(({ stack, logicalId }) => `${stack.location.path} ${logicalId}`));
  for (const { name, traces } of drawn(assembly)) {
    expect([name, traces.length > 10]).toEqual([name, true]);
    for (const { what, stands } of traces) {
      expect([name, what, stands.length > 0]).toEqual([name, what, true]);
      expect(stands.filter(({ stack, logicalId }) => !there.has(`${stack} ${logicalId}`))).toEqual([]);
    }
  }
});

test('DR-09 what a picture shows is gone or refused once what it was drawn from is gone', () => {
  const afterwards = (refs: readonly ResourceRef[], name: string): string | undefined => {
    try {
      return redrawn(without(refs), name)?.wide;
    } catch {
      return undefined; // a network that can't be followed is refused
    }
  };
  for (const { name, wide, traces } of drawn(assembly)) {
    expect(redrawn(assembly, name)?.wide).toBe(wide);
    const unchanged = traces.filter(({ stands }) => afterwards(stands, name) === wide);
    expect([name, unchanged.map(({ what }) => what)]).toEqual([name, []]);
  }
});

describe('a picture says what the templates say', () => {
  test('DR-09, DR-10 of databases without a standby', () => {
    expect(named(assembly, 'production-')).toContain('primary and standby in two zones');
    expect(
      named(
        each('AWS::RDS::DBInstance', (one) => (one.MultiAZ = false)),
        'production-',
      ),
    ).toContain('no standby');
  });

  test('DR-09, NW-02 of a load balancer that the internet does not reach', () => {
    const inside = each('AWS::ElasticLoadBalancingV2::LoadBalancer', (one) => (one.Scheme = 'internal'));
    expect(named(assembly, 'production-')).toContain('Load balancer');
    expect(named(inside, 'production-')).not.toContain('Load balancer');
  });

  test('DR-09, BK-05 of how long backups are kept, and whether anybody can delete them', () => {
    expect(named(assembly, 'backup-')).toContain('weekly at 04:00, kept 35 days');
    const shorter = each('AWS::Backup::BackupPlan', (one) => {
      const plan = one.BackupPlan as { BackupPlanRule: { Lifecycle: { DeleteAfterDays: number } }[] };
      for (const rule of plan.BackupPlanRule) rule.Lifecycle.DeleteAfterDays -= 1;
    });
    expect(named(shorter, 'backup-')).toContain('weekly at 04:00, kept 34 days');
    const unlocked = each('AWS::Backup::BackupVault', (one) => delete one.LockConfiguration);
    expect(named(unlocked, 'backup-')).toContain('not locked');
  });

  test('DR-09, NW-03 of a port that somebody opens', () => {
    const network = (of: Assembly) =>
      drawn(of).find(({ name, title }) => name.startsWith('network-') && title.includes('us-west-2'))!;
    expect(textOf(network(assembly))).not.toContain('tcp 3389');
    const open = each('AWS::EC2::SecurityGroup', (one) => {
      const door = { CidrIp: '0.0.0.0/0', IpProtocol: 'tcp', FromPort: 3389, ToPort: 3389 };
      if (JSON.stringify(one.Tags).includes('"load-balancer"')) (one.SecurityGroupIngress as unknown[]).push(door);
    });
    expect(textOf(network(open))).toContain('tcp 3389');
  });
});

describe('a picture in its grid', () => {
  const overlap = (a: Rectangle, b: Rectangle): boolean =>
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

  test('has no box on another, and no arrow through a box', () => {
    const home = assembly.stages.find(({ name }) => name === HOME)!;
    for (const picture of [productionSetup(assembly, home), backupAndRedundancy(assembly, home)]) {
      const { boxes, arrows, width, height } = gridLayout(picture, WIDTHS.wide);
      const crossed = arrows.flatMap(({ arrow: { from, to }, points }) =>
        points.slice(1).flatMap((end, index) => {
          const start = points[index]!;
          const line = {
            x: Math.min(start.x, end.x),
            y: Math.min(start.y, end.y),
            width: Math.abs(end.x - start.x),
            height: Math.abs(end.y - start.y),
          };
          // Where it begins and ends it touches an edge, which is not to overlap.
          return boxes.filter(({ at }) => overlap(line, at)).map(({ box }) => `${from} → ${to} through ${box.id}`);
        }),
      );
      const stacked = boxes.flatMap((a, index) => boxes.slice(index + 1).filter((b) => overlap(a.at, b.at)));
      const outside = boxes.filter(({ at }) => at.x < 0 || at.x + at.width > width || at.y + at.height > height);
      expect([crossed, stacked, outside]).toEqual([[], [], []]);
    }
  });
});

describe('the chart of drills', () => {
  const drill: Drill = {
    kind: 'drill',
    at: '2026-11-20T09:00:00.000Z',
    region: 'us-west-2',
    recoveryRegion: 'us-east-1',
    sites: [
      { site: 'acme', backup: 'a', rpoHours: 20, rtoSeconds: 90 },
      { site: 'tasman', backup: 'b', rpoHours: 11, rtoSeconds: 30 },
    ],
    regionSeconds: 5400,
    met: true,
  };
  const chart = (...drills: Drill[]) => drawFigures({ platform, assembly: new Assembly([]), drills }).recoveryTimes;

  test('DR-01, BK-01, BK-12 shows what was lost and how long it took against what is promised', () => {
    const figure = chart(drill)!;
    for (const said of ['promised: 24 h', 'twice a day: 12 h', 'promised: 8 h', '20.0 h', '90 min']) {
      expect(textOf(figure)).toContain(said);
    }
    const at = (what: string) => Number(new RegExp(`cx="([0-9.]+)"[^>]*><title>${what}`).exec(figure.wide)?.[1]);
    const limits = [...figure.wide.matchAll(/class="limit" x1="([0-9.]+)"/g)].map(([, x]) => Number(x));
    expect(at('acme: 20.0 h')).toBeLessThan(limits[1]!);
    expect(at('tasman: 11.0 h')).toBeLessThan(limits[0]!);
    expect(at('whole region: 90 min')).toBeLessThan(limits[2]!);
  });

  test('marks one that missed what is promised, and draws what is beyond it', () => {
    const missed = chart({
      ...drill,
      met: false,
      regionSeconds: 40_000,
      sites: [{ ...drill.sites[0]!, rpoHours: 80 }],
    })!;
    expect(missed.wide).toContain('class="measured missed"');
    const xs = [...missed.wide.matchAll(/ cx="([0-9.]+)"/g)].map(([, x]) => Number(x));
    expect(Math.max(...xs)).toBeLessThan(WIDTHS.wide);
  });

  test('is not drawn without one', () => {
    expect(chart()).toBeUndefined();
  });
});
