import { changesBetween, renderCatalogueChanges } from '../../lib/catalogue/changes';
import { catalogueOf } from '../../lib/config/catalogue';
import { loadPlatform } from '../../lib/config/load';
import type { Catalogue } from '../../lambda/shared/catalogue';

const platform = loadPlatform('config');
const sydney = catalogueOf(platform, 'production', 'ap-southeast-2');

function changed(edit: (catalogue: Catalogue) => void): string[] {
  const after = JSON.parse(JSON.stringify(sydney)) as Catalogue;
  edit(after);
  return renderCatalogueChanges(changesBetween(sydney, after));
}

const site = (catalogue: Catalogue, id: string) => catalogue.sites.find(({ job }) => job.id === id)!;

describe('what a catalogue changes', () => {
  test('is nothing when nothing has changed', () => {
    expect(changed(() => undefined)).toEqual([]);
  });

  test('is everything where none is published', () => {
    const lines = renderCatalogueChanges(changesBetween(undefined, sydney));
    expect(lines).toHaveLength(sydney.sites.length + sydney.servers.length);
    expect(lines[0]).toBe('+ server shared-1');
    expect(lines[1]).toBe('+ ironbark-estate on shared-1: will be onboarded if it is new');
  });

  test('names who came, who went and what else is different, each fact once', () => {
    const lines = changed((catalogue) => {
      const hunter = site(catalogue, 'ironbark-hunter');
      hunter.job.timeZone = hunter.job.record.timeZone = 'Australia/Perth';
      hunter.job.record.name = 'Ironbark in the Hunter Valley';
      site(catalogue, 'swanview-plumbing').job.legalHold = { since: '2026-11-01', reason: 'a dispute over pipes' };
      catalogue.sites = catalogue.sites.filter(({ job }) => job.id !== 'southern-cross-cellars');
      catalogue.sites.push({
        ...site(catalogue, 'ironbark-estate'),
        job: { ...site(catalogue, 'ironbark-estate').job },
      });
      catalogue.sites.at(-1)!.job.id = 'zest-wines';
    });
    expect(lines).toEqual([
      '+ zest-wines on shared-1: will be onboarded if it is new',
      '~ ironbark-hunter: name, timeZone',
      '~ swanview-plumbing: legalHold',
      '- southern-cross-cellars on shared-1: will be backed up until it is retired or erased',
    ]);
  });

  test('names servers, and sites that move to another one', () => {
    const lines = changed((catalogue) => {
      catalogue.servers = [{ id: 'shared-2', secret: 'cordon/production/server/shared-2' }];
      for (const one of catalogue.sites) one.server = 'shared-2';
    });
    expect(lines.slice(0, 3)).toEqual(['+ server shared-2', '- server shared-1', '~ ironbark-estate: server']);
    expect(changed(({ servers }) => void (servers[0]!.secret = 'another'))).toEqual(['~ server shared-1: secret']);
  });
});
