/** The city attorney: advice on an excuse, and the word that something outside the city has happened. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Temporal } from 'temporal-polyfill';
import { todayIn } from '#platform/city.ts';
import type { IsoDate } from '#kit/dates.ts';
import { findTask, taskById } from './find-task.ts';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let counsel: Person;

before(async () => {
  site = await journeySite();
  counsel = await site.person('city_attorney');
});
after(() => site.close());

describe('the city attorney', () => {
  it('advises on a claim; who decides reads the advice, the department reads only that there is one', async () => {
    const claim = await findTask(site.site, 'said not to apply', ({ view }) => view.stage === 'exemption_claimed');
    await counsel.go('/review');
    await counsel.meet('counsel-1-queue');
    await counsel.go(claim.path);
    const fold = counsel.page.locator('form', { has: counsel.page.getByLabel(counsel.say('task.text.advise')) });
    if (!(await fold.isVisible())) await counsel.unfold(counsel.say('task.move.advise'));
    await fold.getByLabel(counsel.say('task.text.advise')).fill('The words of the clause reach these crews as well.');
    await counsel.press(counsel.say('task.button.advise'), fold);
    await counsel.sees(counsel.say('done.duty.advice_recorded'));
    await counsel.sees('The words of the clause reach these crews as well.');
    await counsel.meet('counsel-1-advised');
    const liaison = await site.person('liaison', { bodyId: claim.bodyId });
    await liaison.go(claim.path);
    await liaison.misses('The words of the clause reach');
    await liaison.sees(liaison.say('task.history.advised'));
    await liaison.close();
    const chief = await site.person('chief_of_staff');
    await chief.go(claim.path);
    await chief.sees('The words of the clause reach these crews as well.');
    await chief.page
      .getByLabel(chief.say('task.text.excuse'), { exact: true })
      .first()
      .fill('Agreed with counsel for this year.');
    await chief.press(chief.say('task.button.excuse'));
    await chief.sees(chief.say('done.duty.excused'));
    await chief.meet('counsel-1-excused');
    assert.equal((await taskById(site.site, claim.id)).outcome, 'excused');
    await chief.close();
  });

  it('records that a condition is met, and the date of the duty that waited begins to run', async () => {
    const waits = await findTask(site.site, 'waiting for a condition', ({ view }) => view.outcome === 'waiting');
    assert.equal(waits.dueOn, null);
    const { directiveId, clauseId } = waits.task.view;
    const clause = `/directives/${directiveId}/clauses/${clauseId}`;
    const yesterday = Temporal.PlainDate.from(todayIn(site.site.city())).subtract({ days: 1 }).toString() as IsoDate;
    await counsel.go(waits.path);
    await counsel.sees(counsel.say('duty.due.waiting'));
    await counsel.follow(clauseId);
    assert.ok(counsel.here.startsWith(clause));
    const condition = counsel.section(counsel.say('directive.condition.title'));
    await counsel.sees(counsel.say('directive.condition.open'), condition);
    await condition.getByLabel(counsel.say('directive.condition.met-on')).fill(yesterday);
    await counsel.press(counsel.say('directive.condition.record'), condition);
    assert.equal(counsel.watch.lastDocument()?.status(), 422);
    await counsel.sees(counsel.say('directive.form.source-missing'), counsel.page.getByRole('alert'));
    await counsel.meet('counsel-2-no-source');
    const source = condition.getByLabel(counsel.say('directive.condition.source'));
    assert.equal(await condition.getByLabel(counsel.say('directive.condition.met-on')).inputValue(), yesterday);
    await source.fill('Practice Court, case 1, ruling (made up)');
    await counsel.press(counsel.say('directive.condition.record'), condition);
    await counsel.sees(counsel.say('done.directive.condition_recorded'));
    await counsel.sees('Practice Court, case 1, ruling (made up)', condition);
    await counsel.meet('counsel-2-recorded');
    const after = await taskById(site.site, waits.id);
    const { deadline } = waits.task.version.document.duty;
    const days = deadline.kind === 'calendar_days' ? deadline.days : 0;
    assert.equal(after.dueOn, Temporal.PlainDate.from(yesterday).add({ days }).toString());
    const liaison = await site.person('liaison', { bodyId: waits.bodyId });
    await liaison.go(waits.path);
    await liaison.sees(liaison.formats.date(after.dueOn as IsoDate));
    await liaison.unfold(liaison.say('task.why.title'));
    await liaison.meet('counsel-2-date-runs');
    await liaison.close();
    await counsel.close();
  });
});
