import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import axe, { type AxeResults } from 'axe-core';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { exampleEvidence } from './example-evidence';

const EXECUTABLE = '/usr/bin/chromium';

/** Chromium asks its maker for nothing, so that every request is one of a page. */
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Tags of the rules of axe for WCAG 2.2, level AA. */
export const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export async function startChromium(): Promise<Browser> {
  if (!existsSync(EXECUTABLE)) {
    throw new Error(`${EXECUTABLE} is missing: apt-get install $(cat test/support/debian-packages.txt)`);
  }
  return chromium.launch({ executablePath: EXECUTABLE, args: FLAGS });
}

/** A window with the evidence of the example platform, and what went wrong in it. */
export class Reader {
  /** Messages of the console, errors of scripts, and requests for anything but files of the evidence. */
  public readonly complaints: string[] = [];

  private constructor(public readonly page: Page) {}

  public static async open(browser: Browser, path: string, options: BrowserContextOptions = {}): Promise<Reader> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 }, ...options });
    const reader = new Reader(page);
    page.on('console', (message) => reader.complaints.push(`console: ${message.text()}`));
    page.on('pageerror', (error) => reader.complaints.push(`error: ${error.message}`));
    page.on('request', (request) => {
      if (!request.url().startsWith(addressOf(''))) reader.complaints.push(`request: ${request.url()}`);
    });
    await reader.go(path);
    return reader;
  }

  public async go(path: string): Promise<void> {
    await this.page.goto(addressOf(path));
  }

  /** Path of the page below the folder of the evidence, with its anchor. */
  public get path(): string {
    return this.page.url().slice(addressOf('').length);
  }

  /** Violations of rules of axe, each with its first place. @param only tags or ids of rules */
  public async violations(only: readonly string[]): Promise<string[]> {
    await this.page.evaluate(axe.source);
    const run = `axe.run({ runOnly: ${JSON.stringify(only)} })`;
    const { violations } = await this.page.evaluate<AxeResults>(run);
    return violations.map(({ id, nodes }) => `${id}: ${nodes.length} such as ${nodes[0]?.html}`);
  }

  /** Pixels by which the page, or a text on it that is cut off, is wider than its window. */
  public async overflow(): Promise<number> {
    const ends = `[...document.querySelectorAll('main :is(h1, h2, p, .state)')].map((one) => one.getBoundingClientRect().right)`;
    const widest = `Math.max(innerWidth, document.documentElement.scrollWidth, ...${ends})`;
    return this.page.evaluate<number>(`Math.round(${widest} - innerWidth)`);
  }
}

function addressOf(path: string): string {
  return `${pathToFileURL(exampleEvidence()).href}/${path}`;
}
