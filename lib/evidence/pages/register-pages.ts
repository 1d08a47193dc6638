import { retentionKinds } from '../retention-kinds';
import type { Evidence, SubProcessor } from '../evidence';
import { markup } from '../markup';
import { counted } from '../state';
import { PAGES, templatePage } from './addresses';
import type { Page } from './page';
import { code, distinct, filters, table } from './parts';

const DATA: Readonly<Record<SubProcessor['data'], string>> = {
  none: 'no personal data',
  usage: 'usage of the service',
  customer: 'data of customers',
};

/** Third parties that receive anything at all (OR-06). */
export function subProcessorsPage({ subProcessors }: Evidence): Page {
  return {
    path: PAGES.subProcessors,
    title: 'Sub-processors',
    content: markup`<h1>Sub-processors</h1>
      <p>
        Every third party that the platform sends anything to. Traffic to any other host is refused by the config’s own
        check and, where it is switched on, by the firewall of the network.
      </p>
      ${table(
        ['Name', 'Purpose', 'Receives', 'Where, by residency', 'Legal basis of the transfer'].map((title) => ({
          title,
        })),
        subProcessors.map(({ name, purpose, data, endpoints, transferMechanism }) => ({
          cells: [
            markup`<strong>${name}</strong>`,
            purpose,
            DATA[data],
            markup`<ul>
              ${Object.entries(endpoints).map(([residency, { host, region }]) => markup`<li>${residency}: ${region} <code>${host}</code></li>`)}
            </ul>`,
            transferMechanism,
          ],
        })),
      )}`,
  };
}

/** How long each store keeps what it holds (TN-19). */
export function retentionPage({ retention }: Evidence): Page {
  const kinds = retentionKinds(retention);
  return {
    path: PAGES.retention,
    title: 'Retention',
    content: markup`<h1>How long data is kept</h1>
      <p>
        Every store of the platform, with the longest that anything in it lives and the setting that says so, read from
        the templates.
      </p>
      ${filters('retention', 'kinds of stores', [
        { name: 'type', label: 'Type', values: distinct(kinds.map(({ type }) => type)) },
      ])}
      ${table(
        [
          { title: 'Store' },
          { title: 'Type' },
          { title: 'Kept at the most', number: true },
          { title: 'Because of', text: true },
          { title: 'Where' },
        ],
        kinds.map(({ stack, logicalId, type, days, because, places }) => ({
          cells: [
            markup`${stack} ${code(logicalId)}`,
            code(type.replace('AWS::', '')),
            days === undefined ? 'see why' : `${days.toLocaleString('en')} days`,
            because,
            markup`<details>
              <summary>${counted(places.length, 'stage')}</summary>
              <ul>
                ${places.map((place) => markup`<li><a href="${templatePage(`${place}/${stack}`)}#${logicalId}">${place}</a></li>`)}
              </ul>
            </details>`,
          ],
          data: { type },
        })),
        'retention',
      )}`,
  };
}
