/** The subjects that a reader may open, in their order. */
import type { City } from '#platform/city.ts';
import { type Actor, may } from '#rules/permissions.ts';
import type { NavEntry } from './route.ts';
import type { Site } from './site.ts';

type Menu = Pick<Site, 'navEntries'>;

function openTo(site: Menu, city: City, actor: Actor | null): NavEntry[] {
  return site.navEntries
    .filter((entry) => !entry.isPracticeOnly || city.profile.practice !== null)
    .filter((entry) => (entry.act === 'signed_in' ? actor !== null : may(actor, entry.act)))
    .toSorted((a, b) => a.order - b.order);
}

/** The first level: an entry under another one is left out where the reader may open that one. */
export function menuOf(site: Menu, city: City, actor: Actor | null): NavEntry[] {
  const all = openTo(site, city, actor);
  return all.filter((entry) => !all.some((one) => one.path === entry.under));
}

/** What stands under an entry of the first level. */
export function menuUnder(site: Menu, city: City, actor: Actor | null, path: string): NavEntry[] {
  return openTo(site, city, actor).filter((entry) => entry.under === path);
}
