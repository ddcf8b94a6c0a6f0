/** From a draft to what everybody reads: the check stops it, a second person publishes it, it is corrected, withdrawn, and a blackout refuses. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type JourneySite, journeySite } from './journey-site.ts';
import type { Person } from './person.ts';

let site: JourneySite;
let [reviewer, chief, counsel, guest] = [] as unknown as [Person, Person, Person, Person];
const address = '/published/duties.scoreboard/pd-2';

before(async () => {
  site = await journeySite();
  reviewer = await site.person('reviewer');
  chief = await site.person('chief_of_staff');
  counsel = await site.person('city_attorney');
  guest = await site.guest();
});
after(() => site.close());

/** Drafts the counts of the second directive; answers the path of the document. */
async function draft(who: Person, note: string, isCorrection = false): Promise<string> {
  await who.go('/publication');
  await who.page
    .getByLabel(who.say('publication.form.subject'), { exact: true })
    .selectOption('duties.scoreboard|pd-2');
  await who.page
    .getByLabel(who.say('publication.form.change'), { exact: true })
    .selectOption(isCorrection ? 'correction' : 'update');
  await who.page.getByLabel(who.say('publication.form.note'), { exact: true }).fill(note);
  await who.press(who.say('publication.form.draft'));
  await who.sees(who.say('done.publication.drafted'));
  return who.here.split('?')[0] as string;
}

/** Until the pages that were kept for a few seconds are forgotten. */
async function guestSees(sentence: string): Promise<void> {
  const until = Date.now() + 15_000;
  for (;;) {
    assert.equal(await guest.go(address), 200);
    if ((await guest.text()).includes(sentence)) return;
    if (Date.now() > until) return guest.sees(sentence);
    await guest.page.waitForTimeout(500);
  }
}

describe('publication', () => {
  it('a reviewer drafts; a finding blocks the second person until a new draft is without it', async () => {
    await reviewer.go('/publication');
    await reviewer.meet('publication-1-gate');
    const path = await draft(reviewer, 'Questions to desk@example.org.');
    await reviewer.sees(reviewer.say('publication.rule.email'));
    await reviewer.sees(reviewer.say('publication.approve.who'));
    await reviewer.meet('publication-1-blocked');
    await chief.go(path);
    await chief.sees(chief.say('publication.approve.findings', { count: 1 }));
    assert.equal(await chief.button(chief.say('publication.approve.publish')).count(), 0);
    await draft(reviewer, 'The counts after the review.');
    await chief.go(path);
    await chief.sees(chief.say('publication.finding.clear'));
    await chief.meet('publication-1-clear');
    await guest.go(address);
    await guest.sees(guest.say('publication.public.withdrawn-word'));
  });

  it('the second person publishes what was shown, and everybody reads it', async () => {
    await chief.press(chief.say('publication.approve.publish'));
    await chief.sees(chief.say('done.publication.published'));
    await guestSees('The counts after the review.');
    await guest.sees(guest.say('publication.public.data'));
    await guest.meet('publication-2-public');
    await guest.follow(guest.say('publication.public.back'));
    await guest.meet('publication-2-list');
  });

  it('whoever drafted a correction cannot publish it; counsel does, and the history says what was wrong', async () => {
    const path = await draft(chief, 'One count was of the day before.', true);
    await chief.sees(chief.say('publication.approve.own'));
    await chief.meet('publication-3-own');
    await counsel.go(path);
    await counsel.press(counsel.say('publication.approve.correct'));
    await counsel.sees(counsel.say('done.publication.corrected'));
    await guestSees('One count was of the day before.');
    await guest.sees('Corrected by version');
    await guest.meet('publication-3-corrected');
  });

  it('counsel sets days without publication, on which a draft is refused and a withdrawal is not', async () => {
    await counsel.go('/publication/blackouts');
    const form = counsel.section(counsel.say('publication.blackout.set-title'));
    await counsel.press(counsel.say('publication.blackout.set-button'), form);
    assert.equal(counsel.watch.lastDocument()?.status(), 422);
    await counsel.meet('publication-4-nothing-typed');
    const today = '2025-07-31';
    for (const name of ['first', 'last'])
      await form.getByLabel(counsel.say(`publication.blackout.${name}`), { exact: true }).fill(today);
    await form.getByLabel(counsel.say('publication.blackout.reason'), { exact: true }).fill('A hearing today.');
    await form.getByLabel(counsel.say('publication.blackout.authority'), { exact: true }).fill('Practice Court');
    await counsel.press(counsel.say('publication.blackout.set-button'), form);
    await counsel.sees(counsel.say('done.publication.blackout_set'));
    await counsel.meet('publication-4-blackout');
    const path = await draft(reviewer, 'Another count.');
    await chief.go(path);
    await chief.sees('Nothing of this kind is published before 1 Aug 2025');
    await chief.meet('publication-4-refused');
    const withdraw = chief.section(chief.say('publication.withdraw.title'));
    await withdraw.getByLabel(chief.say('publication.withdraw.why')).fill('The counts are looked at again.');
    await chief.press(chief.say('publication.withdraw.button'), withdraw);
    await chief.sees(chief.say('done.publication.withdrawn'));
    await guestSees('The counts are looked at again.');
    await guest.misses('One count was of the day before.');
    await guest.meet('publication-4-withdrawn');
    for (const person of [reviewer, chief, counsel, guest]) await person.close();
  });
});
