/** Somebody at a browser: goes to pages, follows links, presses buttons, and looks at each page that is met. */
import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import type { Formats, Translate } from '#i18n/translate.ts';
import { screenshot } from '#test/browser.ts';
import { type CheckOptions, pageFaults, type PageWatch, watchPage } from './page-faults.ts';

export type PersonParts = {
  page: Page;
  origin: string;
  slug: string;
  language: 'en' | 'es';
  /** Kinds of pages of which this file has seen the narrow width already. */
  checked: Set<string>;
  say: Translate;
  formats: Formats;
};

export class Person {
  readonly page: Page;
  readonly say: Translate;
  readonly formats: Formats;
  readonly watch: PageWatch;
  readonly #parts: PersonParts;

  constructor(parts: PersonParts) {
    this.page = parts.page;
    this.say = parts.say;
    this.formats = parts.formats;
    this.watch = watchPage(parts.page, parts.origin);
    this.#parts = parts;
  }

  /** Opens a path inside the city in the person's language; answers the HTTP status. */
  async go(path: string): Promise<number> {
    const response = await this.page.goto(this.address(path), { waitUntil: 'load' });
    return response?.status() ?? 0;
  }

  address(path: string): string {
    const { origin, slug, language } = this.#parts;
    return `${origin}/${slug}${language === 'en' ? '' : `/${language}`}${path}`;
  }

  /** The path inside the city of the page that is open, with its query. */
  get here(): string {
    const { pathname, search } = new URL(this.page.url());
    return `${pathname}${search}`.replace(new RegExp(`^/${this.#parts.slug}(/es(?=/|$))?`), '') || '/';
  }

  /** Does something that leads to another page, and waits for that page. */
  async leads(act: () => Promise<unknown>): Promise<void> {
    await Promise.all([this.page.waitForEvent('load'), act()]);
  }

  button(name: string, within: Locator | Page = this.page): Locator {
    return within.getByRole('button', { name, exact: true });
  }

  link(name: string | RegExp, within: Locator | Page = this.page): Locator {
    return within.getByRole('link', typeof name === 'string' ? { name, exact: true } : { name });
  }

  async press(name: string, within?: Locator): Promise<void> {
    await this.leads(() => this.button(name, within).click());
  }

  async follow(name: string | RegExp, within?: Locator): Promise<void> {
    await this.leads(() => this.link(name, within).first().click());
  }

  /** A fold that is closed opens; one that is open stays so. */
  async unfold(summary: string): Promise<Locator> {
    const fold = this.page.locator('details', { has: this.page.locator('summary', { hasText: summary }) }).last();
    if ((await fold.getAttribute('open')) === null) await fold.locator('summary').first().click();
    return fold;
  }

  get heading(): Promise<string> {
    return this.page.getByRole('heading', { level: 1 }).innerText();
  }

  /** The part of the page under the heading of that name. */
  section(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  /** The text of the page's main part, one space between words. */
  async text(within: Locator = this.page.getByRole('main')): Promise<string> {
    return (await within.innerText()).replaceAll(/\s+/g, ' ');
  }

  async sees(sentence: string, within?: Locator): Promise<void> {
    const text = await this.text(within);
    const wanted = sentence.replaceAll(/\s+/g, ' ');
    assert.ok(text.toLowerCase().includes(wanted.toLowerCase()), `“${sentence}” is not on ${this.here}:\n${text}`);
  }

  async misses(sentence: string, within?: Locator): Promise<void> {
    const text = await this.text(within);
    assert.ok(!text.toLowerCase().includes(sentence.toLowerCase()), `“${sentence}” is on ${this.here}:\n${text}`);
  }

  /** Holds the page that is open to what every page promises, and keeps a picture of it when pictures are asked for. */
  async meet(name: string, options: Partial<CheckOptions> = {}): Promise<void> {
    const faults = await this.faults(name, options);
    assert.deepEqual(faults, [], `${name} (${this.here}) has faults`);
  }

  /** What `meet` would refuse. A name that this file meets again is not looked at by axe at 390 pixels again. */
  async faults(name: string, options: Partial<CheckOptions> = {}): Promise<string[]> {
    const isNew = !this.#parts.checked.has(name);
    this.#parts.checked.add(name);
    await screenshot(this.page, name);
    return pageFaults(this.page, this.watch, { html: true, narrowAxe: isNew, ...options });
  }

  /** Moves by Tab alone until the element has the focus, which can be seen; answers how many presses it took. */
  async tabTo(target: Locator, most = 150): Promise<number> {
    await target.waitFor({ state: 'attached' });
    for (let presses = 0; presses <= most; presses += 1) {
      if (await target.evaluate((element: Focusable) => element.matches(':focus'))) {
        assert.ok(await target.evaluate(isFocusSeen), `the focus on ${String(target)} cannot be seen`);
        return presses;
      }
      await this.page.keyboard.press('Tab');
    }
    throw new Error(`Tab does not reach ${String(target)} on ${this.here}`);
  }

  /** Tab to a link or a button, then Enter. */
  async enter(target: Locator): Promise<void> {
    await this.tabTo(target);
    await this.leads(() => this.page.keyboard.press('Enter'));
  }

  async close(): Promise<void> {
    assert.deepEqual(this.watch.heard, [], 'something was wrong on the way');
    await this.page.context().close();
  }
}

type Style = { outlineStyle: string; outlineWidth: string; boxShadow: string };
type Focusable = {
  matches(selector: string): boolean;
  labels?: Iterable<Focusable> | null;
  parentElement: Focusable | null;
  ownerDocument: { defaultView: { getComputedStyle(element: Focusable, part: string | null): Style } };
};

/** An outline or a shadow: on the element, on the label of a hidden checkbox, or on the card that it fills. Runs inside the page. */
function isFocusSeen(element: Focusable): boolean {
  const styleOf = element.ownerDocument.defaultView.getComputedStyle;
  const isOutlined = ({ outlineStyle, outlineWidth }: Style) =>
    outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0;
  for (const one of [element, ...(element.labels ?? [])]) {
    const styles = [null, '::before'].map((part) => styleOf(one, part));
    if (styles.some((style) => isOutlined(style) || style.boxShadow !== 'none')) return true;
  }
  const card = element.parentElement?.parentElement;
  return [element.parentElement, card].some((one) => one && isOutlined(styleOf(one, null)));
}
