/** What each wing does with its share of a pack: for the command, the page and their tests. */
import type { CityPack } from '#features/city/city-pack.ts';
import { recordCityPack } from '#features/city/city-service.ts';
import { latestPack, packHash, profileWithDays } from '#features/city/city-store.ts';
import type { PackDoors } from '#features/directives/pack-apply.ts';
import { assignDuties } from '#features/duties/duty-assign.ts';

export const packDoors: PackDoors<CityPack> = {
  async planProfile(city, pack) {
    const known = await latestPack(city.db);
    const inForce = known && { id: known.id, hash: known.hash, recordedAt: known.recordedAt, document: known.pack };
    return { hash: packHash(pack), document: pack, inForce };
  },
  recordProfile: recordCityPack,
  // Days that the city proclaimed go on counting under a new pack.
  profileOf: (city, pack) => profileWithDays(city.db, pack),
  assignDuties,
};
