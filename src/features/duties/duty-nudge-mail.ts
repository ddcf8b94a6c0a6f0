/** The words of a reminder: what is open, until when, one link for each task, and whom to ask. */
import { localText } from '#kit/text.ts';
import { type City, todayIn } from '#platform/city.ts';
import type { BodyId } from '#rules/bodies.ts';
import { tasksPath } from './duty-paths.ts';
import type { Contact, DutyQuestions } from './duty-questions.ts';
import type { Task } from './duty-view.ts';

export function nudgeMail(
  city: City,
  contact: Contact,
  bodyId: BodyId,
  tasks: readonly Task[],
  questions: Pick<DutyQuestions, 'linkFor' | 'wordsOf'>,
): { subject: string; body: string } {
  const { t, formats, tag } = questions.wordsOf(city, contact.locale);
  const body = city.profile.bodies.find((one) => one.id === bodyId);
  const department = body ? localText(body.name, tag) : bodyId;
  const today = todayIn(city);
  const lines = tasks.map(({ view, version, row }) => {
    const title = localText(view.title, tag);
    const day = view.dueOn
      ? t('task.mail.due', { title, day: formats.date(view.dueOn), distance: formats.daysFrom(today, view.dueOn) })
      : t('task.mail.no-date', { title });
    return `${day}\n${localText(version.document.duty.ask, tag)}\n${questions.linkFor(city, tasksPath.to({ id: row.id }), tag)}`;
  });
  const mark = city.profile.practice ? `\n\n${t('task.mail.practice')}` : '';
  const text = [
    t('task.mail.greeting', { department }),
    t('task.mail.open', { count: tasks.length }),
    ...lines,
    t('task.mail.how'),
    t('task.mail.ask'),
  ].join('\n\n');
  return {
    subject: t('task.mail.subject', { count: tasks.length, city: localText(city.profile.name, tag) }),
    body: `${text}${mark}\n`,
  };
}
