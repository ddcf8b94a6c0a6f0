/** The site on a real port with a real browser before it: what every journey begins with. */
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { defaultLocale, localeOf } from '#i18n/locales.ts';
import { createFormats, type Formats, readCatalog, type Translate, translator } from '#i18n/translate.ts';
import type { Role } from '#rules/permissions.ts';
import { folders } from '#start/folders.ts';
import { type JourneyBrowser, openBrowser, type PageOptions } from '#test/browser.ts';
import { type TestSite, type TestSlug, testSite } from '#test/city.ts';
import { Person } from './person.ts';

/** With STEWARD_TEST_FULL every role, page and width is walked; otherwise a sample that keeps the run short. */
export const isFull = process.env['STEWARD_TEST_FULL'] === '1';

export type PersonOptions = PageOptions & { slug?: TestSlug; bodyId?: string; language?: 'en' | 'es' };

export type JourneySite = {
  site: TestSite;
  /** Such as `http://127.0.0.1:<port>`: links in mails begin with it too. */
  origin: string;
  /** Somebody with a browser and without a session. */
  guest(options?: PersonOptions): Promise<Person>;
  /** Somebody who holds the role and is signed in. */
  person(role: Role, options?: PersonOptions): Promise<Person>;
  close(): Promise<void>;
};

/** `host`: browsers allow passkeys at `localhost`, never under an IP address. */
export async function journeySite({ host = '127.0.0.1' } = {}): Promise<JourneySite> {
  const port = await freePort();
  const origin = `http://${host}:${port}`;
  const site = await testSite({ env: { STEWARD_BASE_URL: origin, STEWARD_PORT: String(port) } });
  const browser = await openBrowser().catch(async (error: unknown) => {
    await site.close();
    throw error;
  });
  await site.server.listen({ port, host: '127.0.0.1' });
  const checked = new Set<string>();
  const guest = async (options: PersonOptions = {}) => {
    const { slug = 'practice', language = 'en' } = options;
    const page = await browser.openPage(options);
    return new Person({ page, origin, slug, language, checked, say: wordsIn(language), formats: formatsIn(language) });
  };
  return {
    site,
    origin,
    guest,
    async person(role, options = {}) {
      const { slug = 'practice', bodyId } = options;
      const visitor = await site.signIn(role, { slug, ...(bodyId ? { bodyId } : {}) });
      const person = await guest(options);
      const value = visitor.cookie('steward_session') as string;
      const cookie = { name: 'steward_session', value, domain: host, path: `/${slug}`, httpOnly: true };
      await person.page.context().addCookies([{ ...cookie, sameSite: 'Lax' }]);
      return person;
    },
    close: () => closeAll(browser, site),
  };
}

async function closeAll(browser: JourneyBrowser, site: TestSite): Promise<void> {
  await browser.close();
  site.server.server.closeAllConnections();
  await site.close();
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done));
  const { port } = probe.address() as AddressInfo;
  await new Promise<void>((done) => probe.close(() => done()));
  return port;
}

const catalog = readCatalog(folders.locales);

/** The sentences as the site says them. */
export function wordsIn(language: 'en' | 'es'): Translate {
  return translator(catalog, language);
}

export function formatsIn(language: 'en' | 'es'): Formats {
  return createFormats(localeOf(language) ?? defaultLocale, 'America/Los_Angeles');
}
