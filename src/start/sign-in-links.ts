/** The sign-in links that `npm start` prints in an evaluation: one a role and city, good until the process stops. */
import { cityUrl } from '#features/city/city-address.ts';
import { signInLinks as linksOf } from '#features/city/city-evaluation.ts';
import type { Config } from '#platform/config.ts';
import { endLinksOfOtherRuns } from '#platform/sessions.ts';
import { openCities } from './cities.ts';
import { readConnections } from './connections.ts';

export async function signInLinks(
  config: Config,
  _env: NodeJS.ProcessEnv,
): Promise<{ role: string; city: string; url: string }[]> {
  const connections = readConnections(config.dataFolder);
  const opened = await openCities(config, connections, 2);
  const links: { role: string; city: string; url: string }[] = [];
  for (const { city, close } of opened) {
    await endLinksOfOtherRuns(city.db, connections.runId);
    for (const link of await linksOf(city, connections.runId, Date.now())) {
      links.push({ role: link.personName, city: city.profile.name.en, url: cityUrl(config.baseUrl, city, link.path) });
    }
    await close();
  }
  return links;
}
