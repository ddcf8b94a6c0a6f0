/** What the worker does for reminders by itself, by the city's own clock. */
import type { Job } from '#platform/jobs.ts';
import type { NoticeQuestions } from './notice-questions.ts';
import { writeAnswers, writeDigests, writeWeeklies } from './notice-service.ts';

/** Their queues, which are made before anything runs. */
export const noticeJobNames = ['notices.daily', 'notices.weekly', 'notices.answers'] as const;

/** Each may run twice, or be killed in the middle: what was written is not written again. */
export function noticeJobs(ask: NoticeQuestions): Job[] {
  return [
    { name: noticeJobNames[0], cron: '30 6 * * *', run: async (city) => void (await writeDigests(city, ask)) },
    { name: noticeJobNames[1], cron: '0 7 * * *', run: async (city) => void (await writeWeeklies(city, ask)) },
    { name: noticeJobNames[2], cron: '*/2 * * * *', run: async (city) => void (await writeAnswers(city, ask)) },
  ];
}
