import { renderPage } from '../../lib/evidence/pages/page';
import { reviewPage } from '../../lib/review/review-page';
import type { Review } from '../../lib/review/review';
import { stack } from '../commitments/template';
import type { Part } from '../commitments/template';
import { reviewOf } from './compare';

const Topic: Part = { Type: 'AWS::SNS::Topic' };
const Table: Part = { Type: 'AWS::DynamoDB::Table' };

function rendered(found: Review): string {
  return renderPage(reviewPage(found), { company: 'Acme', of: '', pages: new Set(['review.html', 'index.html']) });
}

/** Cells of the table of resources, row by row, tags stripped. */
function rows(page: string): string[][] {
  return [...page.matchAll(/<tr data-kind[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) =>
      cell
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
    ),
  );
}

describe('the page of the last change', () => {
  const found = reviewOf(
    [stack({ Table, Topic }), stack({ Table }, { path: 'production-eu-central-1/data', stackName: 'other' })],
    [stack({ New: Topic }), stack({}, { path: 'production-eu-central-1/data', stackName: 'other' })],
    { registers: [['BK-01'], []] },
  );
  const page = rendered(found);

  test('lists what is added, removed and replaced, alike ones once, with what is worst first', () => {
    expect(rows(page)).toEqual([
      [
        'deleted',
        'Table',
        'AWS::DynamoDB::Table',
        '',
        '2 stacks production-ap-southeast-2/dataproduction-eu-central-1/data',
      ],
      ['deleted', 'Topic', 'AWS::SNS::Topic', '', 'production-ap-southeast-2/data'],
      ['added', 'New', 'AWS::SNS::Topic', '', 'production-ap-southeast-2/data'],
    ]);
  });

  test('shows in red what holds data and goes, and a commitment that is lost, and nothing else', () => {
    const red = [...page.matchAll(/class="state (?:sentence )?unmet">([^<]*)</g)].map(([, text]) => text);
    expect(red).toEqual(['3 changes nobody has approved', 'lost', 'deleted']);
  });

  test('links to the resource in the templates where there is one still', () => {
    expect(page).toContain('href="templates/production-ap-southeast-2.data.html#New"');
    expect(page).not.toContain('.html#Table"');
    expect(page).not.toContain('commitments/bk-01.html');
  });

  test('says so where nothing differs', () => {
    const same = rendered(reviewOf([stack({ Table })], [stack({ Table })]));
    expect(same).toContain('no resource differs');
    expect(same).not.toContain('class="state unmet"');
  });

  test('takes names for text', () => {
    const evil = rendered(reviewOf([], [stack({ '<b>x</b>': Topic }, { path: 'p/<i>' })]));
    expect(evil).not.toMatch(/<b>x|<i>/);
  });
});
