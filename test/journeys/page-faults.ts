/** What a page may never do in any journey, heard while it runs; and what is wrong with it as it stands, looked up when asked. */
import type { Page, Response } from 'playwright-core';
import { axe, sidewaysScroll } from '#test/browser.ts';
import { validHtml } from '#test/html.ts';

export type PageWatch = {
  /** Requests to other hosts, console errors (a violated CSP is one), scripts that threw, missing files. */
  readonly heard: string[];
  /** The answer that the window shows now, as the server sent it. */
  lastDocument(): Response | undefined;
};

export function watchPage(page: Page, origin: string): PageWatch {
  const heard: string[] = [];
  let document: Response | undefined;
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) heard.push(`asked another host: ${url}`);
  });
  page.on('response', (response) => {
    const request = response.request();
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      const isRedirect = response.status() >= 300 && response.status() < 400;
      const isDownload = response.headers()['content-disposition']?.startsWith('attachment') ?? false;
      if (!isRedirect && !isDownload) document = response;
      if (response.status() >= 500) heard.push(`answered ${response.status()}: ${request.method()} ${response.url()}`);
    } else if (response.status() >= 400) {
      heard.push(`answered ${response.status()}: ${response.url()}`);
    }
  });
  page.on('console', (message) => {
    // A page that is refused with 4xx is logged too; missing files are heard above.
    const isLoad = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isLoad) heard.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => heard.push(`script: ${error.message}`));
  return { heard, lastDocument: () => document };
}

export const wide = { width: 1280, height: 900 };
export const narrow = { width: 390, height: 844 };

export type CheckOptions = { html: boolean; narrowAxe: boolean };

/** Everything wrong with the page that is open, each with the width at which it was found; empty when nothing. */
export async function pageFaults(page: Page, watch: PageWatch, options: CheckOptions): Promise<string[]> {
  const faults: string[] = [];
  const own = page.viewportSize() ?? wide;
  const note = (what: string, found: readonly string[]) => faults.push(...found.map((one) => `${what}: ${one}`));
  note(`axe at ${own.width}`, await axe(page));
  note(`sideways at ${own.width}`, await sidewaysScroll(page));
  if (own.width > narrow.width) {
    await page.setViewportSize(narrow);
    note('sideways at 390', await sidewaysScroll(page));
    if (options.narrowAxe) note('axe at 390', await axe(page));
    await page.setViewportSize(own);
  }
  if (options.html) note('html', await validHtml((await watch.lastDocument()?.text()) ?? 'no document was received'));
  note('heard', watch.heard.splice(0));
  return faults;
}
