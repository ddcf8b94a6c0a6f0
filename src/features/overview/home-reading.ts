/** What the public home page reads. The counts come through the role that reads public views and nothing else. */
import { type City, todayIn } from '#platform/city.ts';
import { publicCountsOf } from './home-counts.ts';
import type { HomeDirective } from './home-pages.ts';
import type { OverviewQuestions } from './overview-questions.ts';
import { inForce } from './overview-reading.ts';
import { publicTaskFacts } from './overview-store.ts';

/** The directives in force today, each with its counts, from facts without department or person. */
export async function readHome(city: City, ask: Pick<OverviewQuestions, 'directivesAsOf'>): Promise<HomeDirective[]> {
  const today = todayIn(city);
  const [recorded, facts] = await Promise.all([ask.directivesAsOf(city, today), publicTaskFacts(city.publicDb)]);
  return inForce(recorded, today).map((one) => {
    const own = facts.filter((fact) => fact.directive_id === one.directive.id);
    return { ...one, counts: publicCountsOf(own, today, city.profile.dutiesTrackedFrom) };
  });
}

export const keptMilliseconds = 5_000;

/**
 * Many readers in the same moments cost the database one reading: an answer serves for some seconds, and who comes
 * while it is being read waits for that one. A failure is not kept. `now`: the real clock in milliseconds.
 */
export function keptForMoments<T>(read: (city: City) => Promise<T>, now: () => number): (city: City) => Promise<T> {
  const kept = new Map<string, { answer: Promise<T>; until: number }>();
  return (city) => {
    const key = `${city.slug} ${todayIn(city)}`;
    const known = kept.get(key);
    if (known && known.until > now()) return known.answer;
    const answer = read(city);
    // Yesterday's answers go with the next reading of the city.
    for (const other of kept.keys()) if (other.startsWith(`${city.slug} `)) kept.delete(other);
    kept.set(key, { answer, until: now() + keptMilliseconds });
    answer.catch(() => kept.delete(key));
    return answer;
  };
}
