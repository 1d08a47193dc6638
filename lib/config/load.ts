import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { check } from './check';
import { placementSchema } from './placement-schema';
import type { Placement } from './placement-schema';
import type { Platform } from './platform';
import { platformSchema } from './platform-schema';
import type { PlatformConfig } from './platform-schema';
import { ConfigError, renderPath } from './problems';
import type { Path, Problem } from './problems';
import { derive } from './resolve';
import type { ResolveOptions } from './resolve';
import { parse } from './schema-problems';
import { siteSchema } from './site-schema';
import type { SiteConfig } from './site-schema';
import type { SiteConfigs } from './sites';
import { Source } from './source';

export { ConfigError };

/** Files of a config folder as data; `place` needs no more than this. */
export interface ConfigFiles {
  readonly config: PlatformConfig;
  readonly sites: SiteConfigs;
  readonly placement: Placement;
}

/** Reads, checks and resolves a config folder. Throws a ConfigError with all problems, each with file and line. */
export function loadPlatform(folder: string, options: ResolveOptions = {}): Platform {
  const { config, sites, placement } = readConfig(folder, options);
  return derive(config, sites, placement);
}

/** Reads and checks a config folder; `beforePlacing` for the command that gives new sites a server. */
export function readConfig(
  folder: string,
  { today, beforePlacing }: ResolveOptions & { readonly beforePlacing?: boolean } = {},
): ConfigFiles {
  const reader = new Reader(folder);
  const config = reader.read('platform.yaml', [], platformSchema)?.value;
  const ids = reader.siteIds();
  const sites: Record<string, SiteConfig> = {};
  const unreadable = new Set<string>();
  for (const id of ids) {
    const site = reader.read(`sites/${id}.yaml`, ['sites', id], siteSchema);
    if (site) sites[id] = site.value;
    if (!site?.sound) unreadable.add(id);
  }
  const placement = reader.read('placement.yaml', ['placement'], placementSchema, {})?.value;
  if (config && placement) {
    const reported = new Set(reader.problems.map(({ path }) => renderPath(path)));
    const found = check({ config, sites, placement, today, unreadable })
      .filter(({ path }) => !reported.has(renderPath(path)))
      .filter(({ solvedByPlacing }) => !(beforePlacing && solvedByPlacing));
    reader.problems.push(...found.map((problem) => reader.locate(problem)));
  }
  if (reader.problems.length > 0 || !config || !placement) throw new ConfigError(reader.problems);
  return { config, sites, placement };
}

/** Reads files and gathers what is wrong with each, by itself. */
class Reader {
  public readonly problems: Problem[] = [];
  /** By file. */
  private readonly sources = new Map<string, Source>();

  public constructor(private readonly folder: string) {
    if (!existsSync(folder)) {
      throw new ConfigError([{ path: [], message: `There is no config folder ${folder}; create it or name another` }]);
    }
  }

  /** The content of a file as far as it fits its schema; undefined where nothing does. */
  public read<T>(file: string, root: Path, schema: Schema<T>, whenMissing?: T): Content<T> | undefined {
    const path = normalize(join(this.folder, file));
    if (!existsSync(path)) {
      if (whenMissing === undefined) this.report(file, 'There is no such file; it is required; create it');
      return whenMissing && { value: whenMissing, sound: true };
    }
    const text = this.text(file);
    if (text === undefined) return undefined;
    const source = new Source(path, root, text);
    this.sources.set(file, source);
    this.problems.push(...source.problems);
    if (source.problems.length > 0) return undefined;
    const { value, problems } = parse(schema, source.content, root);
    this.problems.push(...problems.map((problem) => this.locate(problem)));
    return value && { value, sound: problems.length === 0 };
  }

  private text(file: string): string | undefined {
    try {
      return readFileSync(join(this.folder, file), 'utf8');
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.report(file, `The file cannot be read (${reason}); correct that`);
      return undefined;
    }
  }

  /** Ids of the sites that have a file; anything else in the folder is a mistake, since it would be ignored. */
  public siteIds(): string[] {
    const folder = join(this.folder, 'sites');
    if (!existsSync(folder)) {
      this.report('sites', 'There is no such folder; one file for each site is expected in it; create it');
      return [];
    }
    const files = readdirSync(folder).filter((file) => !file.startsWith('.'));
    const ids: string[] = [];
    for (const file of files.sort()) {
      const id = /^([a-z][a-z0-9-]{0,30}[a-z0-9])\.yaml$/.exec(file)?.[1];
      if (id === undefined) {
        this.report(
          `sites/${file}`,
          `'${file}' is not the file of a site; <site>.yaml is, with 2 to 32 lower-case letters, digits and hyphens; rename or remove it`,
        );
      } else ids.push(id);
    }
    return ids;
  }

  public locate(problem: Problem): Problem {
    const source = this.sources.get(fileOf(problem.path));
    const position = source?.locate(problem) ?? { file: normalize(join(this.folder, fileOf(problem.path))) };
    return { ...problem, position };
  }

  private report(file: string, message: string): void {
    this.problems.push({ path: [], message, position: { file: normalize(join(this.folder, file)) } });
  }
}

interface Content<T> {
  readonly value: T;
  /** Whether the file fits as it is; otherwise the value lacks what does not fit. */
  readonly sound: boolean;
}

type Schema<T> = Parameters<typeof parse<T>>[0];

/** The file that a path lies in. */
function fileOf(path: Path): string {
  if (path[0] === 'sites') return `sites/${String(path[1])}.yaml`;
  return path[0] === 'placement' ? 'placement.yaml' : 'platform.yaml';
}
