/** Fills Practice City from its seed, and puts it back: one transaction, through the services of each wing. */
import { Temporal } from 'temporal-polyfill';
import { actorOf as actorOfPerson, peopleOfRole } from '#features/city/city-people-store.ts';
import { latestProfile } from '#features/city/city-store.ts';
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import { seededRandom } from '#kit/random.ts';
import type { Acting } from '#platform/audit.ts';
import { recordAudit } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import { inTransaction } from '#platform/database.ts';
import { emptyTables, markPracticeStart, type PracticeTools, practiceState } from '#platform/practice.ts';
import { endPracticeHolds } from '#features/retention/legal-hold-store.ts';
import { applyDirectivesAndDuties, type LoadedPack, loadPack } from './apply.ts';
import { practiceSeeds, practiceTables } from './wings-practice.ts';

/** Changes when the seeds do: a folder that was filled by another version says so. */
const seedVersion = '2';

/** Fills Practice City on its first start; answers whether it did. */
export async function ensurePractice(city: City, baseUrl: string): Promise<boolean> {
  if (!city.profile.practice || (await practiceState(city.db))) return false;
  await fillPractice(city, { actor: null, requestId: null }, baseUrl);
  return true;
}

/** Empties Practice City and fills it again; people, sessions and the audit stay. */
export async function fillPractice(city: City, acting: Acting, baseUrl: string): Promise<void> {
  const { practice } = city.profile;
  if (!practice) throw new Error('only a practice city is put back');
  const pack = await loadPack(city.packDir);
  await whateverOthersHold(() =>
    inTransaction(city.db, async (tx) => {
      // The holds of an invented city end with it; for a real one there is no such door.
      await endPracticeHolds(tx);
      await emptyTables(tx, practiceTables);
      // Closure days went with the rest: the calendars are the pack's again.
      const { calendars } = (await latestProfile(tx)) ?? city.profile;
      const tools = practiceTools({ ...city, profile: { ...city.profile, calendars }, db: tx }, practice);
      await layDown(tools, pack, practice.clock);
      for (const seed of practiceSeeds(baseUrl)) await seed(tools);
      await markPracticeStart(tx, new Date().toISOString() as IsoInstant, seedVersion);
      await recordAudit({ ...city, db: tx }, tx, acting, {
        event: 'city.practice_reset',
        subject: { kind: 'city', id: city.slug },
        details: { seed: practice.seed },
      });
    }),
  );
}

/** People who hand in at that moment hold some of the tables and wait for others: the database ends one of both, and we begin again. */
async function whateverOthersHold(act: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await act();
    } catch (error) {
      if ((error as { code?: string }).code !== deadlock || tries === 8) throw error;
    }
  }
}
const deadlock = '40P01';

/** Each directive arrives on the day on which it was signed, at ten in the morning. */
async function layDown(tools: PracticeTools, pack: LoadedPack, today: IsoDate): Promise<void> {
  const days = [...new Set(pack.sources.map((source) => source.directive.signedOn))]
    .filter((day) => day <= today)
    .sort();
  for (const day of days) {
    const known = pack.sources.filter((source) => source.directive.signedOn <= day);
    await applyDirectivesAndDuties(tools.at(day, '10:00'), { actor: null, requestId: null }, known);
  }
}

function practiceTools(city: City, practice: { seed: number; clock: IsoDate }): PracticeTools {
  return {
    random: seededRandom(practice.seed),
    today: practice.clock,
    at(on, localTime) {
      let next = Temporal.PlainDate.from(on).toZonedDateTime({
        timeZone: city.profile.timeZone,
        plainTime: localTime,
      }).epochMilliseconds;
      return { ...city, clock: { now: () => new Date(next++).toISOString() as IsoInstant } };
    },
    async actorOf(role, bodyId) {
      const [person] = await peopleOfRole(city.db, role, bodyId);
      const actor = person ? await actorOfPerson(city, person.personId) : null;
      if (!actor) throw new Error(`nobody is ${role} ${bodyId ?? ''} in ${city.slug}`);
      return actor;
    },
  };
}
