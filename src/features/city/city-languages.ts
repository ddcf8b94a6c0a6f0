/** Which sentences a language has, by hash, and whether a person has signed exactly these. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '#kit/canonical.ts';
import { sha256 } from '#kit/ids.ts';
import { defaultLocale, locales } from '#i18n/locales.ts';
import type { City } from '#platform/city.ts';
import { hasLanguageReview } from './city-store.ts';

export type CatalogState = { hash: string; sentences: number };

/** For each language the hash over all its keys and sentences: a changed word needs a new signature. */
export function readCatalogStates(folder: string): ReadonlyMap<string, CatalogState> {
  return new Map(
    locales.map(({ tag }) => {
      const files = readdirSync(join(folder, tag)).filter((name) => name.endsWith('.json'));
      const all = Object.assign(
        {},
        ...files.map((name) => JSON.parse(readFileSync(join(folder, tag, name), 'utf8')) as object),
      ) as object;
      return [tag, { hash: sha256(canonicalJson(all)), sentences: Object.keys(all).length }];
    }),
  );
}

export type LanguageReviews = {
  catalogs: ReadonlyMap<string, CatalogState>;
  /** English is the original and always true. The answer is kept for some seconds. */
  isReviewed(city: City, tag: string): Promise<boolean>;
  /** After a signature: ask the database again. */
  forget(city: City, tag: string): void;
};

const keptMs = 5_000;

/** `now`: the real clock in milliseconds. */
export function createLanguageReviews(catalogs: ReadonlyMap<string, CatalogState>, now: () => number): LanguageReviews {
  const answers = new Map<string, { isReviewed: boolean; until: number }>();
  const keyOf = (city: City, tag: string) => `${city.slug} ${tag}`;
  return {
    catalogs,
    async isReviewed(city, tag) {
      if (tag === defaultLocale.tag) return true;
      const known = answers.get(keyOf(city, tag));
      if (known && known.until > now()) return known.isReviewed;
      const hash = catalogs.get(tag)?.hash;
      const isReviewed = hash !== undefined && (await hasLanguageReview(city.db, tag, hash));
      answers.set(keyOf(city, tag), { isReviewed, until: now() + keptMs });
      return isReviewed;
    },
    forget: (city, tag) => void answers.delete(keyOf(city, tag)),
  };
}
