/** Administration across wings, on the two cities as a first start leaves them. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';

import {
  effectOfProclaiming,
  effectOfTakingBack,
  proclaimDay,
  takeDayBack,
} from '#features/city/city-holiday-service.ts';
import { addWithRole, changePerson, invitePerson } from '#features/city/city-people-service.ts';
import { grantsOf, listPeople, peopleOfRole, stateOf } from '#features/city/city-people-store.ts';
import { endRole, grantRole, restorePerson, suspendPerson } from '#features/city/city-service.ts';
import { signInByLink } from '#features/city/city-session-service.ts';
import { latestProfile } from '#features/city/city-store.ts';

import { submit } from '#features/duties/duty-service.ts';
import { readTasks } from '#features/duties/duty-view.ts';
import { readCatalog } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { personOfLink, sessionLimits } from '#platform/sessions.ts';
import type { Role } from '#rules/permissions.ts';
import { type TestSite, testSite } from '#test/city.ts';

import { adminAnswers } from './admin-answers.ts';
import { folders } from './folders.ts';
import { packDoors } from './pack-doors.ts';
import { readPack } from './packs.ts';

let site: TestSite;
let city: City;
const deps = adminAnswers({ baseUrl: 'http://localhost:8080', catalog: readCatalog(folders.locales), opened: [] });
const as = async (role: Role, bodyId?: string) => ({ actor: await site.actor(role, bodyId), requestId: null });
const key = (result: { ok: boolean; refusals?: readonly { key: string }[] }) =>
  result.ok ? 'done' : result.refusals?.[0]?.key;
const lastMail = async (to: string) =>
  (
    await sql<{
      subject: string;
      body: string;
    }>`select subject, body from outbox where to_address = ${to} order by id desc limit 1`.execute(city.db)
  ).rows[0];

before(async () => {
  site = await testSite();
  city = site.city();
});
after(() => site.close());

describe('an invitation', () => {
  const input = { name: 'Enlace, Biblioteca', email: 'enlace@example.org', locale: 'es', isInvited: true };
  const tokenOf = (body: string | undefined) => /\/es\/sign-in\/([\w-]{43})/.exec(body ?? '')?.[1] as string;

  it('comes with the person and the role, in the person’s language, and waits seven days', async () => {
    const administrator = await as('administrator');
    const grant = { role: 'liaison', bodyId: 'library' } as const;
    assert.equal(
      key(await addWithRole(city, administrator, { ...input, grant: { ...grant, bodyId: null } }, deps)),
      'city.refused.department-missing',
    );
    assert.equal((await listPeople(city.db, input.email)).length, 0, 'a wrong role adds nobody');
    const added = await addWithRole(city, administrator, { ...input, grant }, deps);
    assert.ok(added.ok);
    const mail = await lastMail(input.email);
    assert.match(mail?.subject ?? '', /^Ya puede entrar en Steward/);
    assert.match(mail?.body ?? '', /Enlace, Departamento de Bibliotecas/);
    const token = tokenOf(mail?.body);
    const sixDays = Date.now() + 6 * 86_400_000;
    assert.equal(await personOfLink(city.db, token, sixDays), added.value.personId);
    assert.equal(await personOfLink(city.db, token, Date.now() + sessionLimits.invitationMs + 1000), null);
    const [listed] = await listPeople(city.db, input.email);
    assert.equal(listed && stateOf(listed), 'invited');
  });

  it('that is sent again ends the link of the one before; who has signed in needs none', async () => {
    const administrator = await as('administrator');
    const [person] = await listPeople(city.db, input.email);
    assert.ok(person);
    const old = tokenOf((await lastMail(input.email))?.body);
    assert.equal(key(await invitePerson(city, administrator, person.id, deps)), 'done');
    const token = tokenOf((await lastMail(input.email))?.body);
    assert.equal(await personOfLink(city.db, old, Date.now() + 1), null);
    const signedIn = await signInByLink(city, { actor: null, requestId: null }, token, null, Date.now());
    assert.ok(signedIn.ok);
    const [now] = await listPeople(city.db, input.email);
    assert.equal(now && stateOf(now), 'active');
    assert.equal(key(await invitePerson(city, administrator, person.id, deps)), 'city.refused.signed-in-already');
    assert.equal(key(await invitePerson(city, await as('reviewer'), person.id, deps)), 'city.refused.not-allowed');
  });

  it('is worth nothing once the address has changed or the person is suspended', async () => {
    const administrator = await as('administrator');
    const fields = { name: 'Mal escrito', email: 'mal@example.org', locale: 'es' };
    const added = await addWithRole(city, administrator, { ...fields, grant: null, isInvited: true }, deps);
    assert.ok(added.ok);
    const { personId } = added.value;
    const first = tokenOf((await lastMail(fields.email))?.body);
    assert.equal(
      key(await changePerson(city, administrator, personId, { ...fields, email: 'bien@example.org' }, deps)),
      'done',
    );
    assert.equal(await personOfLink(city.db, first, Date.now() + 1), null);
    assert.match((await lastMail(fields.email))?.subject ?? '', /dirección/, 'the old address is told');
    assert.equal(
      key(await changePerson(city, administrator, personId, { ...fields, email: 'ENLACE@example.org' }, deps)),
      'city.refused.email-taken',
    );
    assert.equal(key(await invitePerson(city, administrator, personId, deps)), 'done');
    const second = tokenOf((await lastMail('bien@example.org'))?.body);
    assert.equal(key(await suspendPerson(city, administrator, personId, Date.now())), 'done');
    assert.equal(key(await restorePerson(city, administrator, personId)), 'done');
    assert.equal(await personOfLink(city.db, second, Date.now() + 1), null);
  });
});

describe('the last administrator', () => {
  it('keeps the role, the access and the address, whoever asks; two who end each other at once leave one', async () => {
    const first = await as('administrator');
    const id = first.actor.personId;
    const [person] = await listPeople(city.db, 'administrator@example.org');
    assert.ok(person);
    const held = async (personId: string) =>
      (await grantsOf(city.db, personId)).find((one) => one.role === 'administrator' && !one.endedAt)?.id ?? '';
    const system = { actor: null, requestId: null };
    for (const acting of [first, system]) {
      assert.equal(key(await endRole(city, acting, await held(id))), 'city.refused.last-administrator');
      assert.equal(key(await suspendPerson(city, acting, id, Date.now())), 'city.refused.last-administrator');
      assert.equal(
        key(await changePerson(city, acting, id, { ...person, email: 'typo@example.org' }, deps)),
        'city.refused.last-administrator-address',
      );
    }
    const fields = { name: 'Second', email: 'second.admin@example.org', locale: 'en', isInvited: false };
    const added = await addWithRole(city, first, { ...fields, grant: { role: 'administrator', bodyId: null } }, deps);
    assert.ok(added.ok);
    const other = added.value.personId;
    for (let round = 0; round < 4; round += 1) {
      const pairs = await Promise.all([
        round % 2 ? endRole(city, system, await held(id)) : suspendPerson(city, system, id, Date.now()),
        round < 2 ? endRole(city, system, await held(other)) : suspendPerson(city, system, other, Date.now()),
      ]);
      assert.equal(pairs.filter((one) => one.ok).length, 1, `round ${round}`);
      assert.equal((await peopleOfRole(city.db, 'administrator')).length, 1);
      for (const personId of [id, other]) {
        if (!(await held(personId))) await grantRole(city, system, personId, { role: 'administrator', bodyId: null });
        await restorePerson(city, system, personId);
      }
    }
    assert.equal(key(await suspendPerson(city, system, other, Date.now())), 'done');
  });
});

describe('open work', () => {
  const staffId = 'evaluation.staff.parks';
  const open = async () =>
    (await readTasks(city, '2025-07-31', { bodyIds: ['parks'] })).filter(
      (task) => task.view.stage === 'not_started' && task.view.dueOn && task.view.outcome !== 'met',
    );

  it('goes to a colleague in one act with one mail, and comes back', async () => {
    const administrator = await as('administrator');
    const liaison = await as('liaison', 'parks');
    const [one, two] = await open();
    assert.ok(one && two);
    await site.signIn('liaison', { bodyId: 'parks' });
    const { handOver } = await import('#features/duties/duty-service.ts');
    for (const task of [one, two])
      assert.ok(
        (
          await handOver(city, liaison, { taskId: task.row.id, toPersonId: staffId }, async () => [
            { personId: staffId, name: 'Staff' },
          ])
        ).ok,
      );
    const work = (await deps.openWorkOf(city, staffId)).filter((item) =>
      [one.row.id, two.row.id].includes(item.taskId),
    );
    assert.deepEqual(
      work.map((item) => [item.kind, item.why]),
      [
        ['task', 'handed'],
        ['task', 'handed'],
      ],
    );
    const items = work.map(({ taskId, kind }) => ({ taskId, kind }));
    const to = liaison.actor.personId;
    const give = (acting: typeof administrator, toPersonId: string) =>
      deps.handOverWork(city, acting, { fromPersonId: staffId, toPersonId, items });
    assert.equal(key(await give(liaison, to)), 'city.refused.not-allowed');
    assert.equal(key(await give(administrator, staffId)), 'admin.work.no-colleague');
    assert.equal(key(await give(administrator, 'evaluation.liaison.library')), 'admin.work.may-not');
    const both = await Promise.all([give(administrator, to), give(administrator, to)]);
    assert.deepEqual(both.map(key).sort(), ['admin.work.changed', 'done']);
    const given = both.find((result) => result.ok);
    assert.ok(given?.ok);
    assert.equal((await deps.openWorkOf(city, to)).filter((item) => item.why === 'handed').length, 2);
    const mail = await lastMail('liaison.parks@example.org');
    assert.match(mail?.subject ?? '', /^2 pieces of work were given to you/);
    assert.ok(items.every((item) => mail?.body.includes(`/tasks/${item.taskId}`)));
    const back = await deps.handBackWork(city, administrator, given.value.handoverId);
    assert.deepEqual(back, { ok: true, value: { fromPersonId: staffId, count: 2, of: 2 } });
    assert.deepEqual(
      (await deps.openWorkOf(city, staffId)).filter((item) => items.some((own) => own.taskId === item.taskId)).length,
      2,
    );
    assert.equal(
      key(await deps.handBackWork(city, administrator, given.value.handoverId)),
      'admin.work.given-back-already',
    );
    const [history] = await deps.handoversOf(city, staffId);
    assert.deepEqual([history?.count, history?.isGivenBack], [2, true]);
  });

  it('that was handed in is nobody’s any more; the review of what returns is the reviewer’s', async () => {
    const liaison = await as('liaison', 'parks');
    const [task] = await open();
    assert.ok(task);
    const { returnSubmission, askQuestion } = await import('#features/duties/duty-service.ts');
    assert.ok((await askQuestion(city, liaison, { taskId: task.row.id, text: 'Which form?' })).ok);
    const mine = async (personId: string) =>
      (await deps.openWorkOf(city, personId)).filter((item) => item.taskId === task.row.id);
    assert.deepEqual(
      (await mine(liaison.actor.personId)).map((item) => item.why),
      ['begun'],
    );
    const items = [
      { kind: 'link' as const, url: 'https://example.org' },
      { kind: 'signed_statement' as const, statement_text: 'x', statement_version: 'v1', signed_role: 'liaison' },
      {
        kind: 'file' as const,
        file_sha256: 'a'.repeat(64),
        file_name: 'a.pdf',
        byte_length: 1,
        media_type: 'application/pdf',
      },
    ];
    assert.ok((await submit(city, liaison, { taskId: task.row.id, note: '', items })).ok);
    assert.deepEqual(await mine(liaison.actor.personId), []);
    const { reviewer } = task.version.document.duty;
    const office = await as(reviewer.role === 'city_attorney' ? 'city_attorney' : 'reviewer');
    assert.ok(
      (await returnSubmission(city, office, { taskId: task.row.id, points: [{ about: '', text: 'Say more.' }] })).ok,
    );
    assert.deepEqual(await mine(office.actor.personId), [], 'it is the department’s turn');
    assert.ok((await submit(city, liaison, { taskId: task.row.id, note: '', items })).ok);
    assert.deepEqual(
      (await mine(office.actor.personId)).map((item) => item.kind),
      ['review'],
    );
  });
});

describe('a proclaimed day', () => {
  const day = { calendarId: 'city', name: { en: 'Storm' }, citation: 'Proclamation 1' };
  const dueDates = async () =>
    new Map((await readTasks(city, '2025-07-31', {})).map((task) => [task.row.id, task.view.dueOn]));

  it('moves deadlines in working days as it said it would; taken back, they move back, and the past stays', async () => {
    const administrator = await as('administrator');
    const before = await dueDates();
    const {
      rows: [last],
    } = await sql<{
      due: `${number}-${number}-${number}`;
      n: number;
    }>`select t.due_on as due, count(*)::int as n from (select distinct on (assignment_id) * from assignment_terms order by assignment_id, recorded_at desc, id desc) t
      where reasons::text like '%working_days%' and due_on > '2025-07-31' group by 1 order by 1 limit 1`.execute(
      city.db,
    );
    assert.ok(last, 'Practice City has an open deadline in working days');
    const input = { ...day, on: last.due };
    const effect = await effectOfProclaiming(city, input, deps);
    assert.ok(effect.ok);
    assert.deepEqual(await dueDates(), before, 'looking changes nothing');
    assert.equal(effect.value.moves.length, last.n);
    assert.equal(
      key(await proclaimDay(city, await as('auditor'), input, effect.value.hash, deps)),
      'city.refused.not-allowed',
    );
    assert.equal(key(await proclaimDay(city, administrator, input, 'another', deps)), 'admin.day.effect-changed');
    const made = await proclaimDay(city, administrator, input, effect.value.hash, deps);
    assert.ok(made.ok);
    const after = await dueDates();
    for (const { taskId, from, to, effect: what } of effect.value.moves) {
      assert.ok(to > from);
      if (what === 'open') assert.deepEqual([before.get(taskId), after.get(taskId)], [from, to]);
    }
    for (const [taskId, due] of before)
      if (!effect.value.moves.some((move) => move.taskId === taskId)) assert.equal(after.get(taskId), due);
    assert.ok((await latestProfile(city.db))?.calendars[0]?.rules.some((rule) => rule.citation === 'Proclamation 1'));
    assert.equal(key(await proclaimDay(city, administrator, input, null, deps)), 'admin.day.free-already');
    const { rows: facts } = await sql<{ n: number }>`select count(*)::int as n from assignment_terms`.execute(city.db);
    const back = await effectOfTakingBack(city, made.value.id, deps);
    assert.ok(back.ok);
    assert.equal(
      key(await takeDayBack(city, administrator, { id: made.value.id, why: 'Withdrawn', seen: back.value.hash }, deps)),
      'done',
    );
    assert.deepEqual(await dueDates(), before);
    const { rows: later } = await sql<{ n: number }>`select count(*)::int as n from assignment_terms`.execute(city.db);
    assert.equal(later[0]?.n, (facts[0]?.n ?? 0) + last.n, 'what held in between is still written');
    assert.equal(
      key(await takeDayBack(city, administrator, { id: made.value.id, why: 'Again', seen: null }, deps)),
      'admin.day.taken-back-already',
    );
  });

  it('goes on counting when a pack is applied', async () => {
    const administrator = await as('administrator');
    const made = await proclaimDay(city, administrator, { ...day, on: '2025-12-31' }, null, deps);
    assert.ok(made.ok);
    const pack = await readPack(city.packDir);
    assert.ok(pack.city);
    const inside = await packDoors.profileOf(city, pack.city);
    assert.ok(
      inside.calendars[0]?.rules.some((rule) => rule.day.kind === 'proclaimed' && rule.day.on === '2025-12-31'),
    );
    assert.equal(
      key(await proclaimDay(city, administrator, { ...day, on: '2025-08-02' }, null, deps)),
      'admin.day.weekend',
    );
    assert.equal(
      key(await proclaimDay(city, administrator, { ...day, calendarId: 'none', on: '2025-08-04' }, null, deps)),
      'admin.day.calendar-unknown',
    );
  });
});
