/** What the database keeps of the city's pack and of the languages that a person has signed. */
import { sql } from 'kysely';
import { canonicalJson } from '#kit/canonical.ts';
import type { IsoInstant } from '#kit/dates.ts';
import { newId, sha256 } from '#kit/ids.ts';
import type { City, CityProfile } from '#platform/city.ts';
import { type Database, inTransaction } from '#platform/database.ts';
import { defaultReminders } from '#rules/reminders.ts';
import { defaultQuietHours } from '#platform/quiet-hours.ts';
import { daysInForce } from './city-holiday-store.ts';
import { withDays } from './city-holiday-terms.ts';
import type { CityPack } from './city-pack.ts';

type CityPackTable = { id: string; recorded_at: IsoInstant; hash: string; document: CityPack };
type LanguageReviewTable = {
  id: string;
  locale: string;
  catalog_hash: string;
  reviewed_by: string;
  reviewed_at: IsoInstant;
};
type Tables = { city_packs: CityPackTable; language_reviews: LanguageReviewTable };

/** Runs in one transaction what reads before it decides; `act` gets the city with its database inside it. */
export function inOneTransaction<T>(city: City, act: (city: City) => Promise<T>): Promise<T> {
  return inTransaction(city.db, (tx) => act({ ...city, db: tx }));
}

/** The same for two packs that say the same. */
export function packHash(pack: CityPack): string {
  return sha256(canonicalJson(pack));
}

/** What the platform and the pages need of a pack. */
export function profileOf(pack: CityPack): CityProfile {
  const { id, name, timeZone, reach, bodies, calendars, languages, dutiesTrackedFrom, practice } = pack;
  // A pack that was recorded before these fields existed has the usual ones.
  const { quietHours = defaultQuietHours, reminders = defaultReminders, records = null } = pack;
  const familyHelp = pack.familyHelp.map(({ title, text, url, verifiedOn }) => ({ title, text, url, verifiedOn }));
  return {
    id,
    name,
    timeZone,
    reach,
    bodies,
    calendars,
    languages,
    dutiesTrackedFrom,
    practice,
    familyHelp,
    quietHours,
    reminders,
    records,
  };
}

/** The pack in force: the one recorded last, by the real clock that is in its id. */
export async function latestPack(
  db: Database,
): Promise<{ id: string; pack: CityPack; hash: string; recordedAt: IsoInstant } | null> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('city_packs')
    .selectAll()
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ? { id: row.id, pack: row.document, hash: row.hash, recordedAt: row.recorded_at } : null;
}

/** The city as its pack in force describes it, with the days that it proclaimed; null before the first pack was applied. */
export async function latestProfile(db: Database): Promise<CityProfile | null> {
  const latest = await latestPack(db);
  return latest ? profileWithDays(db, latest.pack) : null;
}

/** What the pack says, with the days that the city proclaimed and has not taken back in its calendars. */
export async function profileWithDays(db: Database, pack: CityPack): Promise<CityProfile> {
  const profile = profileOf(pack);
  return { ...profile, calendars: withDays(profile.calendars, await daysInForce(db)) };
}

export async function insertPack(db: Database, pack: CityPack, recordedAt: IsoInstant): Promise<string> {
  const id = newId();
  await sql`insert into city_packs (id, recorded_at, hash, document)
    values (${id}, ${recordedAt}, ${packHash(pack)}, ${JSON.stringify(pack)}::jsonb)`.execute(db);
  return id;
}

export type LanguageReview = { tag: string; catalogHash: string; reviewedBy: string; reviewedAt: IsoInstant };

/** Every signature under a language, newest first, with the words for the person who signed. */
export async function languageReviews(db: Database): Promise<LanguageReview[]> {
  const { rows } =
    await sql<LanguageReview>`select r.locale as tag, r.catalog_hash as "catalogHash", p.name as "reviewedBy", r.reviewed_at as "reviewedAt"
    from language_reviews r join people p on p.id = r.reviewed_by order by r.id desc`.execute(db);
  return rows;
}

/** False when exactly these sentences were signed before. */
export async function insertLanguageReview(db: Database, review: Omit<LanguageReviewTable, 'id'>): Promise<boolean> {
  const result = await db
    .withTables<Tables>()
    .insertInto('language_reviews')
    .values({ id: newId(), ...review })
    .onConflict((conflict) => conflict.columns(['locale', 'catalog_hash']).doNothing())
    .executeTakeFirst();
  return Number(result.numInsertedOrUpdatedRows) > 0;
}

export async function hasLanguageReview(db: Database, tag: string, catalogHash: string): Promise<boolean> {
  const row = await db
    .withTables<Tables>()
    .selectFrom('language_reviews')
    .select('id')
    .where('locale', '=', tag)
    .where('catalog_hash', '=', catalogHash)
    .executeTakeFirst();
  return row !== undefined;
}
