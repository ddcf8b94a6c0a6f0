import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { destroyApproved } from '#features/retention/destruction-run.ts';
import { listsOf } from '#features/retention/destruction-store.ts';
import { recordSources } from '#start/wings-records.ts';
import { type JourneySite, journeySite } from './journey-site.ts';

describe('the records officer and counsel', () => {
  let site: JourneySite;
  before(async () => {
    site = await journeySite();
  });
  after(() => site.close());

  it('destroy what is due: one puts the list forward, the other approves, and a certificate stays', async () => {
    const officer = await site.person('records_officer');
    await officer.go('/destruction');
    await officer.meet('records-1-lists');
    const [waiting] = await listsOf(site.site.city().db);
    assert.ok(waiting);
    await officer.follow(officer.say('destruction.page.name', { number: waiting.number }));
    await officer.sees(officer.say('destruction.says.drafted'));
    await officer.press(officer.say('destruction.do.propose'));
    await officer.sees(officer.say('done.retention.destruction_proposed'));
    assert.equal(await officer.button(officer.say('destruction.do.approve')).count(), 0);

    const counsel = await site.person('city_attorney');
    await counsel.go(`/destruction/${waiting.id}`);
    await counsel.meet('records-2-decide');
    await counsel.press(counsel.say('destruction.do.approve'));
    await counsel.sees(counsel.say('done.retention.destruction_approved'));
    assert.ok((await destroyApproved(site.site.city(), recordSources)) > 0);

    await officer.go(`/destruction/${waiting.id}`);
    await officer.follow(officer.say('destruction.page.certificate'));
    await officer.sees(officer.say('city.role.city_attorney'));
    await officer.meet('records-3-certificate');
    await officer.close();
    await counsel.close();
  });

  it('hold records: counsel places it, a department confirms, nobody destroys, a second person ends it', async () => {
    const counsel = await site.person('city_attorney');
    await counsel.go('/legal-holds/new');
    await counsel.page.getByLabel(counsel.say('legal-hold.field.matter')).fill('The matter of the harbor');
    await counsel.page
      .getByLabel(counsel.say('legal-hold.field.reason'), { exact: true })
      .fill('A demand is expected.');
    await counsel.meet('records-4-new-hold');
    await counsel.press(counsel.say('legal-hold.new.button'));
    await counsel.sees(counsel.say('legal-hold.refused.scope-missing'));
    await counsel.unfold(counsel.say('legal-hold.field.bodyId'));
    await counsel.page.locator('label[for="bodyId-parks"]').click();
    await counsel.press(counsel.say('legal-hold.new.button'));
    await counsel.sees(counsel.say('done.retention.hold_placed'));
    await counsel.sees('The matter of the harbor');
    await counsel.meet('records-5-hold');
    const path = counsel.here.replace(/\?.*$/, '');

    const liaison = await site.person('liaison', { bodyId: 'parks' });
    await liaison.go(path);
    await liaison.misses('The matter of the harbor');
    await liaison.press(liaison.say('legal-hold.acknowledge.button'));
    await liaison.sees(liaison.say('done.retention.hold_acknowledged'));
    await liaison.meet('records-6-told');
    await liaison.close();

    const auditor = await site.person('auditor');
    await auditor.go(path);
    await auditor.sees(auditor.say('legal-hold.page.sealed'));
    await auditor.misses('The matter of the harbor');
    await auditor.close();

    const fold = await counsel.unfold(counsel.say('legal-hold.lift.title'));
    await fold.getByLabel(counsel.say('legal-hold.field.liftReason')).fill('It is settled.');
    await counsel.press(counsel.say('legal-hold.lift.button'));
    await counsel.sees(counsel.say('legal-hold.lift.second'));
    const officer = await site.person('records_officer');
    await officer.go(path);
    await officer.press(officer.say('legal-hold.lift.confirm-button'));
    await officer.sees(officer.say('done.retention.hold_lifted'));
    await officer.close();
    await counsel.close();
  });

  it('read what the system holds; everybody can, without signing in, in Spanish too', async () => {
    const guest = await site.guest({ language: 'es' });
    await guest.go('/what-we-hold');
    await guest.sees(guest.say('records.holdings.intro'));
    await guest.meet('records-7-holdings');
    await guest.close();
    const officer = await site.person('records_officer');
    await officer.go('/records');
    await officer.meet('records-8-counts');
    await officer.close();
  });
});
