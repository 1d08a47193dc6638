import type { Browser, Page } from 'playwright-core';
import { commitmentPage, PAGES, templatePage } from '../../lib/evidence/pages/addresses';
import { Reader, startChromium, WCAG } from './chromium';

jest.setTimeout(180_000);

const TEMPLATE = templatePage('production-ap-southeast-2/access');
/** One page of each kind. */
const KINDS = [
  PAGES.overview,
  PAGES.matrix,
  PAGES.controls,
  PAGES.diagrams,
  PAGES.recovery,
  PAGES.change,
  PAGES.acknowledgements,
  PAGES.retention,
  PAGES.subProcessors,
  PAGES.runbook,
  PAGES.templates,
  commitmentPage('NW-04'),
  commitmentPage('LG-08'),
  TEMPLATE,
];

let browser: Browser;
beforeAll(async () => {
  browser = await startChromium();
});
afterAll(() => browser?.close());

const rows = '#commitments tbody tr:visible';

describe('the table of commitments', () => {
  let reader: Reader;
  beforeEach(async () => {
    reader = await Reader.open(browser, PAGES.matrix);
  });
  afterEach(async () => {
    expect(reader.complaints).toEqual([]);
    await reader.page.close();
  });

  test('is searched by all words of a search, in statements, controls, rules and tests', async () => {
    const { page } = reader;
    const search = page.getByRole('searchbox');
    const all = await page.locator(rows).count();
    await search.fill('port 22 ssh');
    expect(await page.locator(`${rows} .id`).allTextContents()).toEqual(['NW-04']);
    expect(await page.getByRole('status').textContent()).toBe(`1 of ${all} commitments`);
    await search.fill('SshByKey');
    expect(await page.locator(`${rows} .id`).allTextContents()).toContain('NW-04');
    await search.fill('change is recorded');
    expect(await page.locator(`${rows} .id`).allTextContents()).toContain('LG-07');
    await search.fill('no such words');
    expect(await page.getByRole('status').textContent()).toBe(`0 of ${all} commitments`);
    await page.getByRole('button', { name: 'Show all' }).click();
    expect(await page.locator(rows).count()).toBe(all);
  });

  test('is filtered by state and document, and the address holds what is asked for', async () => {
    const { page } = reader;
    await page.getByLabel('State').selectOption('open');
    expect(await page.locator(`${rows} .id`).allTextContents()).toEqual(['NW-07']);
    await page.getByLabel('Document').selectOption('Aeronet');
    expect(await page.locator(rows).count()).toBe(0);
    expect(reader.path).toBe(`${PAGES.matrix}#state=open&document=Aeronet`);
    await page.reload();
    expect(await page.locator(rows).count()).toBe(0);
    await page.getByLabel('Document').selectOption('');
    expect(await page.locator(`${rows} .id`).allTextContents()).toEqual(['NW-07']);
  });

  test('is gone through with the keyboard alone', async () => {
    const { page } = reader;
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    await page.keyboard.press('/');
    await page.keyboard.type('vpn');
    const ids = await page.locator(`${rows} .id`).allTextContents();
    expect(ids.length).toBeGreaterThan(1);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe(ids[0]);
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe(ids[1]);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('searchbox').inputValue()).toBe('');
    await page.keyboard.type('vpn');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(`**/${commitmentPage(ids[0]!)}`);
  });

  test('is reached from the counts of the overview', async () => {
    const { page } = reader;
    await reader.go(PAGES.overview);
    await page.locator('.tiles a.open').click();
    await page.waitForURL(`**/${PAGES.matrix}#*`);
    expect(await page.locator(`${rows} .id`).allTextContents()).toEqual(['NW-07']);
  });
});

test('a commitment leads to the line of the template that makes it true', async () => {
  const reader = await Reader.open(browser, commitmentPage('NW-04'));
  const { page } = reader;
  await page.getByRole('link', { name: 'production-ap-southeast-2' }).first().click();
  const line = page.locator('li:target');
  await line.waitFor();
  expect(await line.textContent()).toContain('NW-04');
  await expectInView(reader, 'li:target');
  expect(await page.locator('ol.lines').first().getAttribute('start')).toMatch(/^\d+$/);
  expect(reader.complaints).toEqual([]);
});

test('a template shows the resources that are asked for alone', async () => {
  const reader = await Reader.open(browser, TEMPLATE);
  const { page } = reader;
  const all = await page.locator('section.resource:visible').count();
  await page.getByLabel('Type').selectOption('AWS::EC2::LaunchTemplate');
  const shown = await page.locator('section.resource:visible h3').allTextContents();
  expect(shown.length).toBeLessThan(all);
  expect(shown.filter((title) => title.includes('LaunchTemplate')).length).toBeGreaterThan(0);
  expect(reader.complaints).toEqual([]);
});

test.each(KINDS)(
  '%s is accessible by WCAG 2.2 AA in light and dark, fits a telephone, and complains of nothing',
  async (path) => {
    const reader = await Reader.open(browser, path, { colorScheme: 'light' });
    const { page } = reader;
    expect(await reader.violations(WCAG)).toEqual([]);
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await reader.violations(['color-contrast'])).toEqual([]);
    await page.setViewportSize({ width: 390, height: 844 });
    expect(await reader.overflow()).toBe(0);
    expect(reader.complaints).toEqual([]);
    await page.close();
  },
);

test.each([1280, 390])(
  'DR-09 every text of a picture fits into it, and into its box, at a width of %i',
  async (width) => {
    const reader = await Reader.open(browser, PAGES.diagrams, { viewport: { width, height: 900 } });
    const shown = reader.page.locator('figure svg:visible');
    expect(await shown.count()).toBe(await reader.page.locator('figure').count());
    expect(await reader.page.evaluate<string[]>(TOO_WIDE)).toEqual([]);
    await reader.page.close();
  },
);

/** Texts that stick out of the picture or of the box that they are in. */
const TOO_WIDE = `[...document.querySelectorAll('figure svg')].filter((svg) => svg.checkVisibility()).flatMap((svg) =>
  [...svg.querySelectorAll('text')].filter((text) => {
    const [own, around] = [text, text.closest('g')?.querySelector('rect') ?? svg].map((one) => one.getBoundingClientRect());
    return own.left < around.left - 1 || own.right > around.right + 1 || own.bottom > around.bottom + 1;
  }).map((text) => text.textContent))`;

test('every kind of page can be read without its script', async () => {
  const reader = await Reader.open(browser, PAGES.overview, { javaScriptEnabled: false });
  for (const path of KINDS) {
    await reader.go(path);
    expect(await reader.page.locator('main h1').isVisible()).toBe(true);
    expect(await reader.page.locator('form:visible').count()).toBe(0);
  }
  await reader.page.close();
});

test('on paper all that is folded is open, and what only a screen needs is gone', async () => {
  const reader = await Reader.open(browser, commitmentPage('NW-04'));
  const { page } = reader;
  const folded = await page.locator('details:not([open])').count();
  expect(folded).toBeGreaterThan(0);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.getByRole('navigation').isVisible()).toBe(false);
  expect(await page.evaluate<string>('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  await page.evaluate(`dispatchEvent(new Event('beforeprint'))`);
  expect(await page.locator('details:not([open])').count()).toBe(0);
  await page.evaluate(`dispatchEvent(new Event('afterprint'))`);
  expect(await page.locator('details:not([open])').count()).toBe(folded);
  expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  expect(reader.complaints).toEqual([]);
});

async function expectInView({ page }: Reader, selector: string): Promise<void> {
  const box = await page.locator(selector).boundingBox();
  expect(box!.y).toBeGreaterThan(0);
  expect(box!.y).toBeLessThan(900);
}

async function focused(page: Page): Promise<string> {
  return page.evaluate<string>('document.activeElement.textContent');
}
