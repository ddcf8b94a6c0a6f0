/** The reviewer: the queue, a return with points and a new date, the second version, acceptance; and the day before it. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { todayIn } from '#platform/city.ts';
import type { IsoDate } from '#kit/dates.ts';
import { type FoundTask, findTask, proofOf, taskById } from './find-task.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let reviewer: Person;
let liaison: Person;
let task: FoundTask;
let today: IsoDate;
let yesterday: IsoDate;
let newDay: IsoDate;

const points = [
  { about: 'Section 2', text: 'Name <both> entrances & the gate.' },
  { about: '', text: 'Say who stands in at night.' },
];

before(async () => {
  site = await journeySite();
  today = todayIn(site.site.city());
  const plus = (days: number) => Temporal.PlainDate.from(today).add({ days }).toString() as IsoDate;
  yesterday = plus(-1);
  newDay = plus(12);
  task = await findTask(site.site, 'dated, handed in before yesterday with a link as proof', ({ view, ...rest }) => {
    const isOld = view.submittedAt !== null && view.submittedAt.slice(0, 10) < yesterday;
    return view.stage === 'submitted' && isOld && view.dueOn !== null && proofOf({ view, ...rest }).includes('link');
  });
  reviewer = await site.person('reviewer');
  liaison = await site.person('liaison', { bodyId: task.bodyId });
});
after(() => site.close());

async function waiting(person: Person, query = ''): Promise<number> {
  await person.go(`/overview${query}`);
  const text = await person.link(new RegExp(`^${person.say('overview.figure.waiting')} \\d+$`)).innerText();
  return Number(/\d+/.exec(text)?.[0]);
}

/** The queue's row of the task in its department. */
const rowIn = (person: Person) =>
  person.page.getByRole('row').filter({ has: person.page.locator(`a[href*="${task.id}"]`) });

describe('the reviewer', () => {
  it('finds in the queue what was handed in, oldest first', async () => {
    await reviewer.go('/overview');
    await reviewer.follow(reviewer.say('duty.nav.review'), reviewer.page.getByRole('navigation').first());
    await reviewer.meet('reviewer-1-queue');
    await reviewer.sees(reviewer.say('review.waits-as.handed_in'), rowIn(reviewer));
    await reviewer.leads(() => rowIn(reviewer).getByRole('link').first().click());
    assert.equal(new URL(reviewer.page.url()).pathname, `/practice${task.path}`);
    await reviewer.meet('reviewer-1-task');
  });

  it('is told that a return needs a point, and loses nothing typed', async () => {
    const fold = await reviewer.unfold(reviewer.say('task.move.return'));
    await fold.getByLabel(reviewer.say('task.text.return')).fill('A good beginning.');
    await reviewer.press(reviewer.say('task.button.return'), fold);
    assert.equal(reviewer.watch.lastDocument()?.status(), 422);
    await reviewer.meet('reviewer-2-no-points');
    await reviewer.sees(reviewer.say('task.refused.no-points'), reviewer.page.getByRole('alert'));
    await reviewer.link(reviewer.say('task.refused.no-points')).click();
    const again = await reviewer.unfold(reviewer.say('task.move.return'));
    assert.equal(await again.getByLabel(reviewer.say('task.text.return')).inputValue(), 'A good beginning.');
  });

  it('returns it with two points and a new date', async () => {
    const fold = await reviewer.unfold(reviewer.say('task.move.return'));
    for (const [index, point] of points.entries()) {
      await fold.getByLabel(reviewer.say('task.field.point-about', { number: index + 1 })).fill(point.about);
      await fold.getByLabel(reviewer.say('task.field.point-text', { number: index + 1 })).fill(point.text);
    }
    await fold.getByLabel(reviewer.say('task.field.newDueOn')).fill(newDay);
    await reviewer.press(reviewer.say('task.button.return'), fold);
    await reviewer.sees(reviewer.say('done.duty.returned'));
    await reviewer.sees(reviewer.say('task.history.returned-until', { points: 2, day: reviewer.formats.date(newDay) }));
    await reviewer.meet('reviewer-3-returned');
  });

  it('is read point by point by the liaison, who hands in version 2', async () => {
    await liaison.go('/my-work');
    await liaison.sees(liaison.say('duty.work.returned', { points: 2 }));
    await liaison.meet('reviewer-4-liaison-work');
    await liaison.go(task.path);
    for (const point of points) await liaison.sees(point.text, liaison.section(liaison.say('task.review.title')));
    await liaison.page
      .getByLabel(liaison.say('task.field.url'), { exact: true })
      .fill('https://practice.example.org/plan-2');
    await liaison.press(liaison.say('task.button.submit'));
    await liaison.sees(liaison.say('done.duty.submitted'));
    await liaison.sees(liaison.say('task.evidence.version', { number: 2 }));
    await liaison.meet('reviewer-4-version-2');
    await liaison.close();
  });

  it('accepts it; the overview moves, and the first date stays visible', async () => {
    const before = await waiting(reviewer);
    await reviewer.go('/review');
    await reviewer.sees(reviewer.say('review.table.version', { number: 2 }), rowIn(reviewer));
    await reviewer.leads(() => rowIn(reviewer).getByRole('link').first().click());
    await reviewer.page.getByLabel(reviewer.say('task.text.accept'), { exact: true }).first().fill('Complete now.');
    await reviewer.press(reviewer.say('task.button.accept'));
    await reviewer.sees(reviewer.say('done.duty.accepted'));
    await reviewer.sees(reviewer.say('duty.due.was', { day: reviewer.formats.date(task.dueOn as IsoDate) }));
    await reviewer.meet('reviewer-5-accepted');
    assert.equal(await waiting(reviewer), before - 1);
    assert.equal((await taskById(site.site, task.id)).outcome, 'met');
  });

  it('still reads on the day before how it stood then, and can do nothing there', async () => {
    await reviewer.go(`${task.path}?asOf=${yesterday}`);
    await reviewer.meet('reviewer-6-yesterday');
    await reviewer.sees(reviewer.say('layout.as-of', { day: reviewer.formats.date(yesterday) }));
    await reviewer.sees(reviewer.say('duty.stage.submitted'));
    for (const point of points) await reviewer.misses(point.text);
    await reviewer.misses(reviewer.say('task.evidence.version', { number: 2 }));
    await reviewer.sees(reviewer.say('task.do.past'));
    assert.ok((await waiting(reviewer, `?asOf=${yesterday}`)) > 0);
    await reviewer.follow(reviewer.say('layout.as-of-today'));
    await reviewer.close();
  });
});
