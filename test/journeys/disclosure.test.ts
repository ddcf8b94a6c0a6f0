/** A request for records from the day it comes in until it is closed: the records officer and counsel, without a script. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let officer: Person;
let counsel: Person;
let demand = '';

before(async () => {
  site = await journeySite();
  officer = await site.person('records_officer', { javaScript: false });
  counsel = await site.person('city_attorney', { javaScript: false });
});
after(() => site.close());

/** Marks the record that is open as its class says, with a ground wherever one is needed. */
async function markAsItStands(): Promise<void> {
  for (const choice of await officer.page.locator('input[value=withhold]:checked').all()) {
    const ground = officer.page.locator(`select[name="${await choice.getAttribute('name')}-ground"]`);
    if ((await ground.inputValue()) === '') await ground.selectOption('personal-privacy');
  }
  await officer.press(officer.say('disclosure.mark.save-next'));
}

describe('a records request', () => {
  it('is registered, and its day has a reason', async () => {
    await officer.go('/records-demands');
    await officer.meet('disclosure-1-register');
    await officer.follow(officer.say('disclosure.register.new'));
    await officer.meet('disclosure-2-new');
    const { page } = officer;
    await page.getByLabel(officer.say('disclosure.new.kind'), { exact: true }).selectOption('records_request');
    await page.getByLabel(officer.say('disclosure.new.channel')).selectOption('letter');
    await page.getByLabel(officer.say('disclosure.new.receivedOn')).fill('2025-07-31');
    await page.getByLabel(officer.say('disclosure.new.asker'), { exact: true }).fill('Journey Asker');
    await page.getByLabel(officer.say('disclosure.new.asked'), { exact: true }).fill('What parks handed in.');
    await officer.press(officer.say('disclosure.new.submit'));
    await officer.sees(officer.say('done.disclosure.demand_registered'));
    await officer.sees('Journey Asker');
    await officer.meet('disclosure-3-demand');
    demand = officer.here.split('?')[0] as string;
  });

  it('finds records and freezes them', async () => {
    await officer.follow(officer.say('disclosure.do.find'));
    await officer.meet('disclosure-4-find');
    await officer.page.getByLabel(officer.say('disclosure.find.body'), { exact: true }).selectOption('parks');
    await officer.page.getByLabel(officer.say('records.class.duties_submission.name')).press('Space');
    await officer.press(officer.say('disclosure.find.submit'), officer.page.getByRole('main'));
    await officer.meet('disclosure-5-result');
    const boxes = officer.page.locator('input[name=record]');
    assert.ok((await boxes.count()) >= 2);
    for (const nth of [0, 1]) await boxes.nth(nth).press('Space');
    await officer.press(officer.say('disclosure.find.include-ticked'));
    await officer.sees(officer.say('done.disclosure.records_included'));
  });

  it('is marked record by record, a passage kept back', async () => {
    await officer.go(demand);
    await officer.follow(officer.say('disclosure.do.mark-next'));
    await officer.meet('disclosure-6-mark');
    await officer.page.locator('input[name="t0-passage"]').first().press('Space');
    await officer.page.locator('input[name=t0][value=part]').press('Space');
    await officer.page.locator('select[name="t0-ground"]').selectOption('personal-privacy');
    await markAsItStands();
    await officer.sees(officer.say('done.disclosure.marked'));
    await markAsItStands();
    await officer.press(officer.say('disclosure.do.send'));
    await officer.meet('disclosure-7-sent');
  });

  it('is returned by counsel with points, marked again and approved', async () => {
    await counsel.go(demand);
    await counsel.unfold(counsel.say('disclosure.do.return'));
    await counsel.page.getByLabel(counsel.say('disclosure.do.points')).fill('Withhold all of the first.');
    await counsel.press(counsel.say('disclosure.do.return-submit'));
    await counsel.meet('disclosure-8-returned');
    await officer.go(demand);
    await officer.sees('Withhold all of the first.');
    await officer.press(officer.say('disclosure.do.send'));
    await counsel.go(demand);
    await counsel.follow(counsel.say('disclosure.do.look-through'));
    await counsel.page.locator('tbody th a').first().click();
    await counsel.meet('disclosure-9-counsel-reads');
    await counsel.go(demand);
    await counsel.press(counsel.say('disclosure.do.approve'));
    await counsel.sees(counsel.say('done.disclosure.approved'));
  });

  it('is produced without what was kept back, and closed by two people', async () => {
    await officer.go(demand);
    await officer.press(officer.say('disclosure.do.produce'));
    await officer.sees(officer.say('disclosure.production.title', { number: 1 }));
    await officer.meet('disclosure-10-produced');
    const reader = await site.site.signIn('records_officer');
    const page = (await reader.get(`${demand}/productions/1/records.html`)).body;
    assert.ok(page.includes('■■■') && !page.includes('Journey Asker'));
    const opened = await officer.unfold(officer.say('disclosure.do.ask-closing'));
    await opened.getByLabel(officer.say('disclosure.do.closing-text')).fill('Sent by letter.');
    await officer.press(officer.say('disclosure.do.ask-closing-submit'));
    await counsel.go(demand);
    await counsel.press(counsel.say('disclosure.do.close'));
    await counsel.sees(counsel.say('done.disclosure.closed'));
    await counsel.meet('disclosure-11-closed');
    await officer.close();
    await counsel.close();
  });
});
