import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import type { City } from '#platform/city.ts';
import type { Actor, Role } from '#rules/permissions.ts';
import { CommandRefused, CommandUsage } from '#platform/command.ts';
import { sessionLimits } from '#platform/sessions.ts';
import { emptyCity } from '#test/city.ts';
import { cityActs } from './city-acts.ts';
import { cityCommands } from './city-commands.ts';
import type { CityPack } from './city-pack.ts';
import { ensureEvaluationPeople, endEvaluationPeople, freshLink } from './city-evaluation.ts';
import { createLanguageReviews } from './city-languages.ts';
import { actorOf, grantsOf, listPeople, peopleOf, peopleOfRole } from './city-people-store.ts';
import * as service from './city-service.ts';
import { readLink } from './city-session-service.ts';
import { latestProfile, profileOf } from './city-store.ts';

const reach = {
  mayor_led_department: 'order',
  mayor_led_bureau: 'order',
  board_led: 'request',
  proprietary: 'request',
  elected_office: 'urge',
  partner: null,
} as const;
const body = (id: string, name: string) =>
  ({ id, name: { en: name }, acronym: null, kind: 'mayor_led_department', validFrom: null, validTo: null }) as const;
const pack: CityPack = {
  id: 'sample',
  name: { en: 'Sample City' },
  state: { en: 'Sample State' },
  issuer: { en: 'Mayor' },
  timeZone: 'America/Los_Angeles',
  languages: { interface: ['en', 'es'], material: ['en'] },
  reach,
  dutiesTrackedFrom: null,
  practice: null,
  districts: [],
  familyHelp: [],
  records: null,
  quietHours: null,
  reminders: { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 },
  bodies: [body('rap', 'Recreation and Parks'), body('library', 'Library')],
  bodiesSource: { citation: 'none', textStatus: 'reconstructed' },
  calendars: [],
};
const asSystem = { actor: null, requestId: null };

describe('a city’s people', () => {
  let open: Awaited<ReturnType<typeof emptyCity>>;
  let city: City;
  before(async () => {
    open = await emptyCity(profileOf(pack));
    city = open.city;
    await service.recordCityPack(city, asSystem, pack);
    await ensureEvaluationPeople(city);
  });
  after(() => open.close());

  const holder = async (role: Role) =>
    (await actorOf(city, (await peopleOfRole(city.db, role))[0]?.personId ?? '')) as Actor;
  const as = (actor: Actor) => ({ actor, requestId: null });
  const events = async (event: string) =>
    (await sql<{ n: number }>`select count(*)::int as n from audit_entries where event = ${event}`.execute(city.db))
      .rows[0]?.n;

  it('records a pack once, and again only when it says something else', async () => {
    assert.equal((await service.recordCityPack(city, asSystem, structuredClone(pack))).isNew, false);
    assert.deepEqual(await latestProfile(city.db), profileOf(pack));
    const changed = { ...pack, name: { en: 'Sampleton' } };
    assert.equal((await service.recordCityPack(city, asSystem, changed)).isNew, true);
    assert.equal((await latestProfile(city.db))?.name.en, 'Sampleton');
    assert.equal((await service.recordCityPack(city, asSystem, pack)).isNew, true, 'going back is a change too');
    assert.equal((await latestProfile(city.db))?.name.en, 'Sample City');
    assert.equal(await events('city.pack_applied'), 3);
  });

  it('adds the people of an evaluation once', async () => {
    const before = await listPeople(city.db);
    assert.equal(await ensureEvaluationPeople(city), 0);
    assert.deepEqual(await listPeople(city.db), before);
  });

  it('grants a role of a department in a department of the city, one of the city without', async () => {
    const administrator = as(await holder('administrator'));
    const added = await service.addPerson(city, administrator, {
      name: 'Liaison, Library',
      email: 'library@example.org',
      locale: 'es',
    });
    assert.ok(added.ok);
    const { personId } = added.value;
    assert.deepEqual((await actorOf(city, personId))?.grants, []);
    const key = async (role: Role, bodyId: string | null) => {
      const result = await service.grantRole(city, administrator, personId, { role, bodyId });
      return result.ok ? 'granted' : result.refusals[0]?.key;
    };
    assert.equal(await key('liaison', null), 'city.refused.department-missing');
    assert.equal(await key('liaison', 'nowhere'), 'city.refused.department-unknown');
    assert.equal(await key('reviewer', 'library'), 'city.refused.department-unused');
    assert.equal(await key('liaison', 'library'), 'granted');
    assert.equal(await key('liaison', 'library'), 'city.refused.role-held');
    assert.equal(await key('liaison', 'rap'), 'granted');
    assert.deepEqual((await actorOf(city, personId))?.grants, [
      { role: 'liaison', bodyId: 'library' },
      { role: 'liaison', bodyId: 'rap' },
    ]);
    assert.deepEqual(
      (await peopleOf(city.db, 'library')).map((one) => [one.email, one.role, one.locale]),
      [['library@example.org', 'liaison', 'es']],
    );
    assert.deepEqual(
      (await peopleOf(city.db, 'rap')).map((one) => one.role),
      ['liaison', 'liaison', 'general_manager'],
    );
  });

  it('keeps one address to one person, whatever the case of its letters', async () => {
    const result = await service.addPerson(city, asSystem, {
      name: 'Another',
      email: 'LIBRARY@example.org',
      locale: 'en',
    });
    assert.equal(!result.ok && result.refusals[0]?.field, 'email');
  });

  it('ends a role at once and keeps it in the history', async () => {
    const person = (await listPeople(city.db, 'library@example.org'))[0];
    assert.ok(person);
    const grant = (await grantsOf(city.db, person.id))[0];
    assert.ok(grant);
    assert.ok((await service.endRole(city, as(await holder('administrator')), grant.id)).ok);
    assert.deepEqual((await actorOf(city, person.id))?.grants, [{ role: 'liaison', bodyId: 'rap' }]);
    const history = await grantsOf(city.db, person.id);
    assert.equal(history.length, 2);
    assert.ok(history[0]?.endedAt);
    assert.equal((await service.endRole(city, asSystem, grant.id)).ok, false);
  });

  it('never ends or suspends the last administrator, not even when two try each other', async () => {
    const first = await holder('administrator');
    const grantIdOf = async (personId: string) =>
      (await grantsOf(city.db, personId)).find((one) => one.role === 'administrator' && !one.endedAt)?.id as string;
    const alone = await service.endRole(city, as(first), await grantIdOf(first.personId));
    assert.equal(!alone.ok && alone.refusals[0]?.key, 'city.refused.last-administrator');
    assert.equal((await service.suspendPerson(city, as(first), first.personId, Date.now())).ok, false);
    const added = await service.addPerson(city, as(first), {
      name: 'Second administrator',
      email: 'second@example.org',
      locale: 'en',
    });
    assert.ok(added.ok);
    await service.grantRole(city, as(first), added.value.personId, { role: 'administrator', bodyId: null });
    const second = (await actorOf(city, added.value.personId)) as Actor;
    const both = await Promise.all([
      service.endRole(city, as(first), await grantIdOf(second.personId)),
      service.endRole(city, as(second), await grantIdOf(first.personId)),
    ]);
    assert.equal(both.filter((one) => one.ok).length, 1);
    assert.equal((await peopleOfRole(city.db, 'administrator')).length, 1);
  });

  it('knows nobody who is suspended, and knows them again when they return', async () => {
    const analyst = await holder('analyst');
    assert.ok((await service.suspendPerson(city, asSystem, analyst.personId, Date.now())).ok);
    assert.equal(await actorOf(city, analyst.personId), null);
    assert.deepEqual(await peopleOfRole(city.db, 'analyst'), []);
    assert.equal(await freshLink(city, 'analyst', undefined, Date.now()), null);
    assert.ok((await service.restorePerson(city, asSystem, analyst.personId)).ok);
    assert.deepEqual(await actorOf(city, analyst.personId), analyst);
  });

  it('lets only an administrator do any of it', async () => {
    const reviewer = await holder('reviewer');
    const before = (await listPeople(city.db)).length;
    assert.equal(
      (await service.addPerson(city, as(reviewer), { name: 'X', email: 'x@example.org', locale: 'en' })).ok,
      false,
    );
    assert.equal(
      (await service.grantRole(city, as(reviewer), reviewer.personId, { role: 'administrator', bodyId: null })).ok,
      false,
    );
    assert.equal((await service.suspendPerson(city, as(reviewer), 'evaluation.auditor', 0)).ok, false);
    assert.equal((await listPeople(city.db)).length, before);
  });

  it('takes a language for reviewed when a reviewer signed exactly its sentences', async () => {
    let now = 0;
    const reviews = createLanguageReviews(
      new Map([
        ['en', { hash: 'e1', sentences: 1 }],
        ['es', { hash: 's1', sentences: 1 }],
      ]),
      () => now,
    );
    assert.equal(await reviews.isReviewed(city, 'en'), true);
    assert.equal(await reviews.isReviewed(city, 'es'), false);
    assert.equal((await service.signTranslation(city, as(await holder('auditor')), 'es', 's1')).ok, false);
    assert.equal(
      (await service.signTranslation(city, asSystem, 'es', 's1')).ok,
      false,
      'a person signs, not the system',
    );
    assert.equal((await service.signTranslation(city, as(await holder('reviewer')), 'es', 's1')).ok, true);
    now += 6_000;
    assert.equal(await reviews.isReviewed(city, 'es'), true);
    const changed = createLanguageReviews(new Map([['es', { hash: 's2', sentences: 1 }]]), () => now);
    assert.equal(await changed.isReviewed(city, 'es'), false);
  });

  it('are added, listed and given links by commands, which refuse in plain words', async () => {
    const commands = cityCommands({
      withCity: (_slug, act) => act(city),
      acts: Object.values(cityActs),
      matrix: () => '',
      routes: () => [],
      baseUrl: () => 'http://localhost:8080',
      runId: () => null,
      now: () => Date.now(),
    });
    const run = async (words: string, positionals: string[], options: Record<string, string | boolean> = {}) => {
      const lines: string[] = [];
      const command = commands.find((one) => one.words.join(' ') === words);
      await command?.run({ options, positionals, print: (line) => void lines.push(line), warn() {} });
      return lines.join('\n');
    };
    const added = await run('people add', ['general-manager'], {
      name: 'General manager, Library',
      email: 'gm.library@example.org',
      body: 'library',
    });
    assert.equal(added, 'General manager, Library is general_manager in library in test');
    const url = JSON.parse(await run('sign-in', ['general-manager'], { body: 'library', json: true })).url as string;
    const token = /^http:\/\/localhost:8080\/test\/sign-in\/([\w-]{43})$/.exec(url)?.[1] as string;
    assert.equal((await readLink(city, token, Date.now()))?.name, 'General manager, Library');
    assert.equal(await readLink(city, token, Date.now() + sessionLimits.linkMs + 1), null);
    assert.match(
      await run('people list', [], { search: 'library' }),
      /gm\.library@example\.org> general_manager@library/,
    );
    const table = JSON.parse(await run('access table', [], { json: true })) as { act: string; who: object }[];
    assert.deepEqual(table.find((row) => row.act === 'city.manage_people')?.who, { administrator: 'city' });
    await assert.rejects(run('sign-in', ['mayor']), CommandUsage);
    await assert.rejects(run('sign-in', ['staff'], { body: 'library' }), CommandRefused);
    await assert.rejects(
      run('people add', ['reviewer'], { name: 'X', email: 'gm.library@example.org' }),
      CommandRefused,
    );
    const listed = JSON.parse(await run('audit list', [], { event: 'session.link_made', json: true })) as {
      event: string;
    }[];
    assert.ok(listed.length > 0 && listed.every((row) => row.event === 'session.link_made'));
  });

  it('ends every person of an evaluation before production', async () => {
    const ended = await endEvaluationPeople(city, Date.now());
    assert.ok(ended >= 10);
    assert.equal(await endEvaluationPeople(city, Date.now()), 0);
    for (const person of await listPeople(city.db, 'evaluation')) assert.ok(person.suspendedAt);
    assert.equal(await actorOf(city, 'evaluation.reviewer'), null);
  });
});
