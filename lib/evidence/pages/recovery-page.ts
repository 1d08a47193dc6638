import type { Drill } from '../drill';
import type { Evidence } from '../evidence';
import { markup, type Html } from '../markup';
import { counted } from '../state';
import { PAGES } from './addresses';
import type { Figures } from '../diagrams/figures';
import { figure } from './diagrams-page';
import type { Page } from './page';
import { commitmentLink, table } from './parts';

/** Drills and rehearsals with what was measured. @param figures pictures, where they are drawn */
export function recoveryPage({ drills, commitments, provenance }: Evidence, figures?: Figures): Page {
  const tested = commitments.filter(({ rehearsal }) => rehearsal.length > 0);
  return {
    path: PAGES.recovery,
    title: 'Recovery',
    content: markup`<h1>Recovery, as measured</h1>
      <p>
        Each drill restores sites from their backups and measures how much was lost (RPO) and how long it took (RTO). A
        rehearsal plays the same on an embedded AWS: its program, functions and state machines are those that are
        deployed, its times are those of the machine it ran on.
      </p>
      ${drills.length === 0 ? markup`<p class="notice">No drill is kept yet. <code>npm start</code> plays one, <code>npm run drills:keep</code> keeps it.</p>` : ''}
      ${figures?.recoveryTimes && figure(figures.recoveryTimes)} ${drills.length > 0 && history(drills, provenance.sources)}
      ${[...drills].reverse().map(drillSection)}
      ${
        tested.length > 0 &&
        markup`<h2>Commitments that the last rehearsal tested</h2>
          <ul class="reasons">
            ${tested.map(({ commitment }) => markup`<li>${commitmentLink(PAGES.recovery, commitment.id)} ${commitment.statement}</li>`)}
          </ul>`
      }`,
  };
}

/** @param current fingerprint of the sources at hand */
function history(drills: readonly Drill[], current: string): Html {
  return markup`<h2>All drills</h2>
    ${table(
      [
        { title: 'Began' },
        { title: 'Kind' },
        { title: 'Lost region' },
        { title: 'Recovered in' },
        { title: 'Sites', number: true },
        { title: 'Most lost', number: true },
        { title: 'Longest restore', number: true },
        { title: 'Whole region', number: true },
        { title: 'Ran on' },
        { title: 'Result' },
      ],
      [...drills].reverse().map(({ kind, at, region, recoveryRegion, sites, regionSeconds, met, sources }) => ({
        cells: [
          moment(at),
          kind,
          region,
          recoveryRegion,
          sites.length,
          hours(Math.max(0, ...sites.map(({ rpoHours }) => rpoHours))),
          seconds(Math.max(0, ...sites.map(({ rtoSeconds }) => rtoSeconds))),
          regionSeconds === undefined ? 'not recovered' : seconds(regionSeconds),
          sources === undefined ? 'AWS' : sources === current ? 'these sources' : 'other sources',
          met ? markup`<span class="state proven">met</span>` : markup`<span class="state unmet">not met</span>`,
        ],
      })),
    )}`;
}

function drillSection({ at, kind, sites }: Drill): Html {
  return markup`<details>
    <summary>${kind === 'drill' ? 'Drill' : 'Rehearsal'} of ${moment(at)}: ${counted(sites.length, 'site')}</summary>
    ${table(
      [
        { title: 'Site' },
        { title: 'Backup' },
        { title: 'Lost (RPO)', number: true },
        { title: 'Restored in (RTO)', number: true },
      ],
      sites.map(({ site, backup, rpoHours, rtoSeconds }) => ({
        cells: [site, markup`<code>${backup}</code>`, hours(rpoHours), seconds(rtoSeconds)],
      })),
    )}
  </details> `;
}

/** `2026-11-26T10:42:07.123Z` → `2026-11-26 10:42 UTC`. */
function moment(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;
}

function hours(count: number): string {
  return `${count.toFixed(1)} h`;
}

function seconds(count: number): string {
  return `${count.toFixed(1)} s`;
}
