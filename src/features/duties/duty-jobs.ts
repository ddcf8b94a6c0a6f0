/** What the worker does for duties by itself. */
import type { Job } from '#platform/jobs.ts';
import { todayIn } from '#platform/city.ts';
import { assignDuties } from './duty-assign.ts';
import type { ConditionsOf, DirectivesAsOf } from './duty-questions.ts';

/** Every night recurring duties are laid out as far ahead as the horizon reaches; what stands already stays. */
export function dutyJobs(questions: { directivesAsOf: DirectivesAsOf; conditionsOf: ConditionsOf }): Job[] {
  return [
    {
      name: 'duties.extend-horizon',
      cron: '23 2 * * *',
      async run(city) {
        const today = todayIn(city);
        const [directives, met] = await Promise.all([
          questions.directivesAsOf(city, today),
          questions.conditionsOf(city, today),
        ]);
        await assignDuties(
          city,
          { actor: null, requestId: null },
          directives.map((one) => one.directive),
          met,
        );
      },
    },
  ];
}
