/** The words to a colleague who was given work: what it is, until when, one link for each task. */
import { localText } from '#kit/text.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { HandoverQuestions, OpenWork } from './duty-handover-questions.ts';
import { tasksPath } from './duty-paths.ts';

export function handoverMail(
  city: City,
  to: { locale: string },
  work: readonly OpenWork[],
  { linkFor, wordsOf }: Pick<HandoverQuestions, 'linkFor' | 'wordsOf'>,
): { subject: string; body: string } {
  const { t, formats, tag } = wordsOf(city, to.locale);
  const today = todayIn(city);
  const lines = work.map((one) => {
    const body = city.profile.bodies.find(({ id }) => id === one.bodyId);
    const title = `${localText(one.title, tag)}, ${body ? localText(body.name, tag) : one.bodyId}`;
    const what = one.dueOn
      ? t('task.mail.due', { title, day: formats.date(one.dueOn), distance: formats.daysFrom(today, one.dueOn) })
      : t('task.mail.no-date', { title });
    return `${what}\n${t(`admin.work.mail-${one.kind}`)}\n${linkFor(city, tasksPath.to({ id: one.taskId }), tag)}`;
  });
  const mark = city.profile.practice ? [t('task.mail.practice')] : [];
  return {
    subject: t('admin.work.mail-subject', { count: work.length, city: localText(city.profile.name, tag) }),
    body: `${[t('admin.work.mail-text', { count: work.length }), ...lines, ...mark].join('\n\n')}\n`,
  };
}
