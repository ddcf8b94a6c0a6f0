/** What a start says of a pack that differs from what the city runs on. It changes nothing. */
import { packHash, latestPack } from '#features/city/city-store.ts';
import { planDirectives } from '#features/directives/directive-import.ts';
import type { City } from '#platform/city.ts';
import type { LoadedPack } from './apply.ts';

export async function packNews(city: City, pack: LoadedPack): Promise<string[]> {
  const changed = (await planDirectives(city.db, pack.sources)).filter((step) => step.kind !== 'unchanged');
  const isCityChanged = (await latestPack(city.db))?.hash !== packHash(pack.city);
  if (changed.length === 0 && !isCityChanged) return [];
  const what = [...(isCityChanged ? ['the city itself'] : []), ...changed.map((step) => step.shortTitle)].join(', ');
  return [
    `The pack of ${city.profile.name.en} differs from what runs (${what}). See and apply it: npm run -s steward -- pack apply packs/${city.slug} --city ${city.slug}`,
  ];
}
