import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { defaultLocale, localeOf, type Locale } from '#i18n/locales.ts';
import type { City } from '#platform/city.ts';
import { prefixOf, readAddress } from './address.ts';

const named = (slug: string, host: string | null) => ({ slug, host }) as City;
const cities = [named('los-angeles', null), named('practice', 'practice.example.gov')];

/** Host and URL; then city, whether the host named it, language, path inside. */
const cases: [string | undefined, string, string | null, boolean, string, string][] = [
  ['x.test', '/los-angeles/overview', 'los-angeles', false, 'en', '/overview'],
  ['x.test', '/los-angeles/', 'los-angeles', false, 'en', '/'],
  ['x.test', '/los-angeles', 'los-angeles', false, 'en', '/'],
  ['x.test', '/los-angeles?a=1', 'los-angeles', false, 'en', '/?a=1'],
  ['x.test', '/los-angeles/es', 'los-angeles', false, 'es', '/'],
  ['x.test', '/los-angeles/es/', 'los-angeles', false, 'es', '/'],
  ['x.test', '/los-angeles/es?asOf=2025-07-25', 'los-angeles', false, 'es', '/?asOf=2025-07-25'],
  ['x.test', '/los-angeles/es/overview?q=/en/', 'los-angeles', false, 'es', '/overview?q=/en/'],
  ['x.test', '/los-angeles/en/overview', 'los-angeles', false, 'en', '/en/overview'],
  ['x.test', '/los-angeles/estimates', 'los-angeles', false, 'en', '/estimates'],
  ['x.test', '/los-angeles/tasks/a%2Fb', 'los-angeles', false, 'en', '/tasks/a%2Fb'],
  ['x.test', '/los%2Dangeles/overview', null, false, 'en', '/los%2Dangeles/overview'],
  ['x.test', '/Los-Angeles/overview', null, false, 'en', '/Los-Angeles/overview'],
  ['x.test', '/', null, false, 'en', '/'],
  ['x.test', '/health', null, false, 'en', '/health'],
  ['x.test', '/practice/overview', 'practice', false, 'en', '/overview'],
  [undefined, '/practice/overview', 'practice', false, 'en', '/overview'],
  ['practice.example.gov', '/overview', 'practice', true, 'en', '/overview'],
  ['Practice.Example.Gov:8080', '/es/overview', 'practice', true, 'es', '/overview'],
  ['practice.example.gov', '/', 'practice', true, 'en', '/'],
  ['practice.example.gov', '/los-angeles/overview', 'practice', true, 'en', '/los-angeles/overview'],
  ['practice.example.gov.evil.test', '/overview', null, false, 'en', '/overview'],
  // Slashes at the beginning never make the name of another host.
  ['practice.example.gov', '//evil.test/x', 'practice', true, 'en', '/evil.test/x'],
  ['practice.example.gov', '/\\evil.test/x', 'practice', true, 'en', '/evil.test/x'],
  ['practice.example.gov', '/es//evil.test', 'practice', true, 'es', '/evil.test'],
  ['x.test', '/los-angeles//evil.test', 'los-angeles', false, 'en', '/evil.test'],
  ['x.test', '//evil.test', null, false, 'en', '//evil.test'],
  ['practice.example.gov', 'http://evil.test/x', 'practice', true, 'en', '/'],
  ['practice.example.gov', '*', 'practice', true, 'en', '/'],
];

describe('addresses', () => {
  for (const [host, url, slug, isByHost, tag, inside] of cases) {
    it(`reads ${url} at ${host ?? 'no host'}`, () => {
      const address = readAddress(cities, host, url);
      assert.deepEqual(
        [address.city?.slug ?? null, address.isByHost, address.locale.tag, address.inside],
        [slug, isByHost, tag, inside],
      );
    });
  }

  it('of what belongs to the whole installation name no city, not even at a city’s own host', () => {
    for (const url of ['/health', '/assets/css/0/steward.css', '/schemas/city.schema.json', '/robots.txt']) {
      assert.equal(readAddress(cities, 'practice.example.gov', url).city, null, url);
    }
    assert.equal(readAddress(cities, 'practice.example.gov', '/healthy').city?.slug, 'practice');
  });

  it('never lead to another host: every link that is made of one stays here', () => {
    const odd = fc.string({
      unit: fc.constantFrom('/', '\\', 'e', 's', '.', '?', '#', '%', ':', '@', 'practice', '%2f', 'evil.test'),
    });
    fc.assert(
      fc.property(fc.constantFrom('practice.example.gov', 'x.test'), odd, (host, rest) => {
        const { city, isByHost, inside } = readAddress(cities, host, `/${rest}`);
        if (!city) return;
        for (const locale of [defaultLocale, localeOf('es') as Locale]) {
          const base = `https://${host}`;
          assert.equal(new URL(prefixOf(city, isByHost, locale) + inside, base).origin, base);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('are put together as they are taken apart', () => {
    const inside = fc.constantFrom('/', '/overview', '/tasks/1?asOf=2025-07-25', '/es-estimates');
    fc.assert(
      fc.property(
        fc.constantFrom(...cities),
        fc.boolean(),
        fc.constantFrom('en', 'es'),
        inside,
        (city, hasHost, tag, path) => {
          const isByHost = hasHost && city.host !== null;
          const locale = localeOf(tag) as Locale;
          const read = readAddress(
            cities,
            isByHost ? (city.host as string) : 'x.test',
            prefixOf(city, isByHost, locale) + path,
          );
          assert.deepEqual(read, { city, isByHost, locale, inside: path });
        },
      ),
    );
  });
});
