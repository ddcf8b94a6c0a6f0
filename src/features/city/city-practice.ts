/** Administration in Practice City: contacts of most departments, with a history, and closure days, one of them taken back. */
import type { PracticeSeed } from '#platform/practice.ts';
import type { Result } from '#kit/result.ts';
import type { DayQuestions } from './city-admin-questions.ts';
import { recordContact } from './city-department-service.ts';
import { proclaimDay, takeDayBack } from './city-holiday-service.ts';

/** Every fourth department has no contact yet, so that the list shows what is missing. */
const withoutContact = 4;

export function cityPractice(ask: DayQuestions): PracticeSeed {
  return async (tools) => {
    const acting = { actor: await tools.actorOf('administrator'), requestId: null };
    const year = tools.today.slice(0, 4);
    const on = (day: string) => `${year}-${day}` as typeof tools.today;
    const { bodies } = tools.at(tools.today, '08:00').profile;
    for (const [index, body] of bodies.entries()) {
      if (index % withoutContact === withoutContact - 1) continue;
      const contact = {
        headTitle: 'General Manager',
        roleMailbox: `${body.id}.liaison@example.org`,
        phone: `213-555-01${String(10 + index)}`,
        address: '1 Practice Plaza, Practice City',
      };
      if (index === 0) {
        const before = { ...contact, headTitle: 'Acting General Manager', phone: '213-555-0100' };
        mustWork(await recordContact(tools.at(on('07-08'), '09:15'), acting, body.id, before));
      }
      mustWork(await recordContact(tools.at(on('07-14'), '10:05'), acting, body.id, contact));
    }
    // After every deadline in working days of the practice directives: the dates of the story stay.
    const closure = {
      calendarId: tools.at(tools.today, '08:00').profile.calendars[0]?.id ?? 'city',
      on: on('12-26'),
      name: { en: 'Winter closure (practice)', es: 'Cierre de invierno (práctica)' },
      citation: 'Practice Proclamation 3 (made up)',
    };
    mustWork(await proclaimDay(tools.at(tools.today, '07:05'), acting, closure, null, ask));
    const other = {
      ...closure,
      on: on('12-29'),
      name: { en: 'Second day of the winter closure (practice)', es: 'Segundo día del cierre de invierno (práctica)' },
    };
    const made = await proclaimDay(tools.at(tools.today, '07:10'), acting, other, null, ask);
    if (!made.ok) return mustWork(made);
    const why = 'Practice Proclamation 4 (made up) keeps the day open.';
    mustWork(await takeDayBack(tools.at(tools.today, '07:40'), acting, { id: made.value.id, why, seen: null }, ask));
  };
}

/** The seed is written so that each of its acts is possible. */
function mustWork(result: Result<unknown>): void {
  if (!result.ok) throw new Error(`practice: administration was refused: ${result.refusals[0]?.key}`);
}
