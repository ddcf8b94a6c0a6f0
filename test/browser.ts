/** What journeys need of a real browser: pages with and without JavaScript, wide and narrow, and what to hold them to. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axeCore from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { z } from 'zod';
import { chromiumPath, packageCommand } from './browser-program.ts';

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export type PageOptions = { readonly javaScript?: boolean; readonly width?: 1280 | 390; readonly locale?: string };

export type JourneyBrowser = {
  /** A page in a context of its own: no cookie of another one is seen. */
  readonly openPage: (options?: PageOptions) => Promise<Page>;
  readonly close: () => Promise<void>;
};

/** Pages opened without JavaScript. */
const scriptless = new WeakSet<Page>();

/** Starts Chromium without a window, on a user-data folder of its own that goes when it is closed. */
export async function openBrowser(): Promise<JourneyBrowser> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error(`Chromium is missing: ${packageCommand('chromium')}`);
  const browser = await chromium.launch({ executablePath, headless: true, args: flags });
  return {
    openPage: async (options = {}) => {
      const page = await (await openContext(browser, options)).newPage();
      if (options.javaScript === false) scriptless.add(page);
      return page;
    },
    close: () => browser.close(),
  };
}

/** One page with a browser of its own; closing the page closes the browser. */
export async function openPage(options: PageOptions = {}): Promise<Page> {
  const browser = await openBrowser();
  const page = await browser.openPage(options);
  page.once('close', () => void browser.close());
  return page;
}

function openContext(browser: Browser, options: PageOptions): Promise<BrowserContext> {
  const width = options.width ?? 1280;
  return browser.newContext({
    javaScriptEnabled: options.javaScript ?? true,
    viewport: { width, height: width === 390 ? 844 : 900 },
    isMobile: width === 390,
    hasTouch: width === 390,
    locale: options.locale ?? 'en-US',
    reducedMotion: 'reduce',
  });
}

const violations = z.array(
  z.object({
    id: z.string(),
    impact: z.string().nullish(),
    help: z.string(),
    nodes: z.array(z.object({ target: z.array(z.unknown()), html: z.string() })),
  }),
);

/** What axe finds wrong with the page, one sentence a place; empty when nothing. A strict CSP does not keep it out. */
export async function axe(page: Page): Promise<string[]> {
  // Where scripts are off no timer fires, and axe would wait for its own for ever.
  if (scriptless.has(page)) await page.evaluate(`${timersAtOnce}; undefined`);
  await page.evaluate(`${axeCore.source}; undefined`);
  const settings = { resultTypes: ['violations'], preload: false, runOnly: axeRules };
  const found = await page.evaluate(
    `axe.run(document, ${JSON.stringify(settings)}).then((result) => result.violations)`,
  );
  return violations
    .parse(found)
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, html }) => `${id} at ${target.join(' ')}: ${help}: ${html}`),
    );
}

const timersAtOnce =
  'window.setTimeout = (act, _after, ...rest) => { Promise.resolve().then(() => act(...rest)); return 0; }; window.clearTimeout = () => {}';

const axeRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Writes `name.png` into the folder that STEWARD_SHOTS names; without one, does nothing. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['STEWARD_SHOTS'];
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** The elements that make the page scroll sideways; empty when it does not. */
export async function sidewaysScroll(page: Page): Promise<string[]> {
  return z.array(z.string()).parse(
    await page.evaluate(`(() => {
      const wide = document.documentElement.clientWidth;
      if (document.documentElement.scrollWidth <= wide) return [];
      const over = [...document.body.querySelectorAll('*')].filter((e) => e.getBoundingClientRect().right > wide + 1);
      const named = over.map((e) => e.tagName.toLowerCase() + (e.className ? '.' + String(e.className).split(' ').join('.') : ''));
      return named.length > 0 ? named.slice(0, 10) : ['html'];
    })()`),
  );
}

/** True when nothing sticks out to the side at the page's width. */
export async function noSidewaysScroll(page: Page): Promise<boolean> {
  return (await sidewaysScroll(page)).length === 0;
}
