/** What proclaiming a closure day asks of directives and duties, answered. */
import type { DayQuestions } from '#features/city/city-admin-questions.ts';
import { conditionsOf, newestDirectives } from '#features/directives/directive-store.ts';
import { assignDuties } from '#features/duties/duty-assign.ts';
import { dueMovesUnder } from '#features/duties/duty-day-effect.ts';
import { type City, todayIn } from '#platform/city.ts';

/** Without a process that serves the city there is nobody to take up the change. */
export const dayAnswers: DayQuestions = {
  async dueMovesUnder(city, profile) {
    const [directives, met] = await inForce(city);
    return dueMovesUnder(city, profile, directives, met);
  },
  async reassign(city, acting) {
    const [directives, met] = await inForce(city);
    await assignDuties(city, acting, directives, met);
  },
  refresh: async () => {},
};

async function inForce(city: City) {
  const directives = (await newestDirectives(city.db)).map((one) => one.directive);
  return [directives, await conditionsOf(city, todayIn(city))] as const;
}
