/** Practice City's reminders: Monday's weekly mail, the digests of the week up to today, and what was answered meanwhile. */
import { Temporal } from 'temporal-polyfill';
import type { IsoDate } from '#kit/dates.ts';
import type { PracticeSeed } from '#platform/practice.ts';
import type { NoticeQuestions } from './notice-questions.ts';
import { writeAnswers, writeDigests, writeWeeklies } from './notice-service.ts';

export function noticePractice(ask: NoticeQuestions): PracticeSeed {
  return async (tools) => {
    const today = Temporal.PlainDate.from(tools.today);
    for (
      let day = today.subtract({ days: today.dayOfWeek - 1 });
      Temporal.PlainDate.compare(day, today) <= 0;
      day = day.add({ days: 1 })
    ) {
      const on = day.toString() as IsoDate;
      await writeDigests(tools.at(on, '06:30'), ask);
      await writeWeeklies(tools.at(on, '07:00'), ask);
    }
    await writeAnswers(tools.at(tools.today, '08:30'), ask);
  };
}
