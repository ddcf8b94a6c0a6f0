/** What administration asks of other wings, answered; and the doors of a pack, which several wings share. */
import type { AdminDeps } from '#features/city/city-admin-questions.ts';
import { actorOf, personById } from '#features/city/city-people-store.ts';
import type { HandoverQuestions } from '#features/duties/duty-handover-questions.ts';
import { openWorkOf } from '#features/duties/duty-handover-reading.ts';
import { handBackWork, handOverWork } from '#features/duties/duty-handover-service.ts';
import { handoversOf } from '#features/duties/duty-handover-store.ts';
import { tasksAsOf } from '#features/duties/duty-view.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { Catalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import type { Outcome } from '#rules/task-progress.ts';
import type { OpenCity } from './cities.ts';
import { dayAnswers } from './day-answers.ts';
import { dutyAnswers } from './duty-answers.ts';

type Parts = { baseUrl: string; catalog: Catalog; opened: readonly OpenCity[] };

export function handoverAnswers(baseUrl: string, catalog: Catalog): HandoverQuestions {
  const { linkFor, wordsOf } = dutyAnswers(baseUrl, catalog);
  return { linkFor, wordsOf, personOf };
}

/** Somebody who can sign in. */
async function personOf(city: City, personId: string) {
  const [actor, person] = await Promise.all([actorOf(city, personId), personById(city.db, personId)]);
  return actor && person ? { actor, email: person.email, locale: person.locale } : null;
}

/** This process takes up what it has just changed, instead of in some seconds. */
export async function refreshCity(opened: readonly OpenCity[], city: City): Promise<void> {
  await opened.find((one) => one.city.slug === city.slug)?.refresh();
}

export function adminAnswers({ baseUrl, catalog, opened }: Parts): Omit<AdminDeps, 'cards' | 'navEntries'> {
  const ask = handoverAnswers(baseUrl, catalog);
  return {
    openWorkOf,
    handoversOf,
    handOverWork: (city, acting, input) => handOverWork(city, acting, input, ask),
    handBackWork: (city, acting, handoverId) => handBackWork(city, acting, handoverId, personOf),
    ...dayAnswers,
    refresh: (city) => refreshCity(opened, city),
    taskCounts,
    wordsOf: ask.wordsOf,
    linkFor: ask.linkFor,
    now: () => Date.now(),
  };
}

const closed: ReadonlySet<Outcome> = new Set<Outcome>(['met', 'excused', 'declined', 'no_record']);

export async function taskCounts(city: City, today: IsoDate) {
  const counts = new Map<string, { open: number; late: number }>();
  for (const { bodyId, outcome } of await tasksAsOf(city, today)) {
    const count = counts.get(bodyId) ?? { open: 0, late: 0 };
    counts.set(bodyId, count);
    if (!closed.has(outcome)) count.open += 1;
    if (outcome === 'late') count.late += 1;
  }
  return counts;
}
