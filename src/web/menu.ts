/** The subjects that a reader may open, in their order. */
import type { City } from '#platform/city.ts';
import { type Actor, may } from '#rules/permissions.ts';
import type { NavEntry } from './route.ts';
import type { Site } from './site.ts';

export function menuOf(site: Pick<Site, 'navEntries'>, city: City, actor: Actor | null): NavEntry[] {
  return site.navEntries
    .filter((entry) => !entry.isPracticeOnly || city.profile.practice !== null)
    .filter((entry) => (entry.act === 'signed_in' ? actor !== null : may(actor, entry.act)))
    .toSorted((a, b) => a.order - b.order);
}
