/** What each wing says on administration's first page, a list; and what the pages of a pack are handed. */
import { cityAdminCards } from '#features/city/city-admin-cards.ts';
import type { LanguageReviews } from '#features/city/city-languages.ts';
import type { CityPack } from '#features/city/city-pack.ts';
import { namesOfPeople } from '#features/city/city-people-store.ts';
import type { PackPageDeps } from '#features/directives/pack-questions.ts';
import { packAdminCards } from '#features/directives/pack-routes.ts';
import { noticeAdminCards } from '#features/notices/notice-cards.ts';
import { retentionAdminCards } from '#features/retention/retention-cards.ts';
import { operationsAdminCards } from '#features/operations/operations-cards.ts';
import { uploadAdminCards } from '#features/uploads/upload-admin.ts';
import type { AdminCards } from '#platform/admin-card.ts';
import type { Config } from '#platform/config.ts';
import { refreshCity, taskCounts } from './admin-answers.ts';
import type { OpenCity } from './cities.ts';
import { packDoors } from './pack-doors.ts';
import { readPack } from './packs.ts';

export function packPages(opened: readonly OpenCity[]): PackPageDeps<CityPack> {
  return {
    readPack,
    doors: packDoors,
    nameOf: (city, personIds) => namesOfPeople(city.db, personIds),
    refresh: (city) => refreshCity(opened, city),
  };
}

export function adminCards(
  config: Config,
  reviews: LanguageReviews,
  opened: readonly OpenCity[],
): readonly AdminCards[] {
  return [
    cityAdminCards(reviews, taskCounts),
    packAdminCards(packPages(opened)),
    uploadAdminCards,
    retentionAdminCards,
    noticeAdminCards(config.mail !== null),
    operationsAdminCards({ now: () => Date.now() }),
  ];
}
