/** The doors of people: the list, one person, invitations, roles, the work in their hands, access. */
import { z } from 'zod';
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { notFound } from '#platform/errors.ts';
import { addressFaults } from '#platform/mail-bounces.ts';
import type { Refusal, Result } from '#kit/result.ts';
import { cityActs } from './city-acts.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { changePersonForm, grantForm, handoverForm, personForm } from './city-forms.ts';
import * as at from './city-paths.ts';
import { newPersonPage, peopleListPage } from './city-people-pages.ts';
import { hasSignedIn, heldAlone, invitationsOf } from './city-people-invite-store.ts';
import { type PersonForm, personPage, suspendPage } from './city-people-person-pages.ts';
import { addWithRole, changePerson, invitePerson } from './city-people-service.ts';
import { grantById, grantsOf, listPeople, namesOfPeople, personById, personStates } from './city-people-store.ts';
import { endRole, grantRole, restorePerson, suspendPerson } from './city-service.ts';

export function peopleRoutes(deps: AdminDeps): Route[] {
  const { managePeople, readPeople } = cityActs;
  return [
    get(at.peoplePath, { permission: readPeople, event: 'none', handle: people }),
    post(at.peoplePath, {
      record: 'city.person',
      permission: managePeople,
      event: 'city.person_added',
      proof: 'fresh',
      handle: (page) => savePerson(page, deps),
    }),
    get(at.newPersonPath, { permission: managePeople, event: 'none', handle: async (page) => newPerson(page, []) }),
    get(at.personPath, { permission: readPeople, event: 'none', handle: (page) => person(page, deps) }),
    post(at.changePersonPath, {
      record: 'city.person',
      permission: managePeople,
      event: 'city.person_changed',
      proof: 'fresh',
      handle: (page) => saveChange(page, deps),
    }),
    post(at.invitePath, {
      record: 'none',
      permission: managePeople,
      event: 'city.person_invited',
      handle: (page) => saveInvitation(page, deps),
    }),
    post(at.grantPath, {
      record: 'none',
      permission: managePeople,
      event: 'city.role_granted',
      proof: 'fresh',
      handle: (page) => saveGrant(page, deps),
    }),
    post(at.endRolePath, {
      record: 'none',
      permission: managePeople,
      event: 'city.role_ended',
      proof: 'fresh',
      handle: (page) => saveEnd(page, deps),
    }),
    post(at.personWorkPath, {
      record: 'none',
      permission: managePeople,
      event: 'duty.work_handed_over',
      handle: (page) => saveHandover(page, deps),
    }),
    post(at.handBackPath, {
      record: 'none',
      permission: managePeople,
      event: 'duty.work_handed_back',
      handle: (page) => saveReturned(page, deps),
    }),
    get(at.suspendPath, { permission: managePeople, event: 'none', handle: (page) => beforeSuspending(page, deps) }),
    post(at.suspendPath, {
      record: 'none',
      permission: managePeople,
      event: 'city.person_suspended',
      proof: 'fresh',
      handle: (page) => saveSuspension(page, deps),
    }),
    post(at.restorePath, {
      record: 'none',
      permission: managePeople,
      event: 'city.person_restored',
      proof: 'fresh',
      handle: (page) => saveReturn(page, deps),
    }),
  ];
}

async function people(page: Page): Promise<Answer> {
  const search = page.query.q ?? '';
  const state = personStates.find((one) => one === page.query.state) ?? null;
  const number = z.coerce.number().int().min(1).max(10_000).catch(1).parse(page.query.page);
  const found = await listPeople(page.city.db, search);
  const main = peopleListPage(page, found, { search, state, page: number });
  return staffPage(page.t('city.people.title'), main, { isWide: true });
}

function newPerson(page: Page, faults: readonly Refusal[]): Answer {
  return staffPage(page.t('city.new-person.title'), newPersonPage(page, page.fields, faults), {
    status: faults.length > 0 ? 422 : 200,
  });
}

async function savePerson(page: Page, deps: AdminDeps): Promise<Answer> {
  const typed = parseForm(personForm, page.fields);
  if (!typed.ok) return newPerson(page, typed.refusals);
  const { role, bodyId, invite, ...fields } = typed.value;
  const input = { ...fields, grant: role ? { role, bodyId } : null, isInvited: invite };
  const result = await addWithRole(page.city, page.acting, input, deps);
  if (!result.ok) return newPerson(page, result.refusals);
  return redirect(personUrl(result.value.personId), invite ? 'city.person_invited' : 'city.person_added');
}

const personUrl = (id: string) => at.personPath.to({ person: id });
const idOf = (page: Page) => page.params.person as string;

type Refused = { form: PersonForm; faults: readonly Refusal[] } | null;

async function viewOf(page: Page, deps: AdminDeps, refused: Refused) {
  const { city } = page;
  const found = await personById(city.db, idOf(page));
  if (!found) throw notFound();
  const [grants, invitations, isKnown, alone, open, handovers, [addressFault]] = await Promise.all([
    grantsOf(city.db, found.id),
    invitationsOf(city.db, found.id),
    hasSignedIn(city.db, found.id),
    heldAlone(city.db, found.id),
    deps.openWorkOf(city, found.id),
    deps.handoversOf(city, found.id),
    addressFaults(city.db, [found.email]),
  ]);
  const everybody = open.length > 0 ? await listPeople(city.db) : [];
  const colleagues = everybody
    .filter((one) => one.suspendedAt === null && one.id !== found.id)
    .map(({ id, name, grants: held }) => ({ personId: id, name, grants: held }));
  const names = await namesOfPeople(
    city.db,
    handovers.flatMap((one) => [one.fromPersonId, one.toPersonId]),
  );
  const faults = refused?.form === 'work' ? refused.faults : [];
  const typed = refused?.form === 'work' ? page.fields : {};
  const work = { personId: found.id, open, handovers, colleagues, names, typed, faults };
  const isSelf = found.id === page.actor?.personId;
  return {
    person: found,
    grants,
    invitations,
    hasSignedIn: isKnown,
    addressFault: addressFault ?? null,
    isSelf,
    alone,
    work,
    typed: page.fields,
    refused,
  };
}

async function person(page: Page, deps: AdminDeps, refused: Refused = null): Promise<Answer> {
  const view = await viewOf(page, deps, refused);
  return staffPage(view.person.name, personPage(page, view), { status: refused ? 422 : 200, isWide: true });
}

async function beforeSuspending(page: Page, deps: AdminDeps, refused: Refused = null): Promise<Answer> {
  const view = await viewOf(page, deps, refused);
  const title = page.t('city.suspend.title', { name: view.person.name });
  return staffPage(title, suspendPage(page, view), { status: refused ? 422 : 200, isWide: true });
}

/** To the person's page with what was done, or the page again with what was refused. */
async function answer(
  page: Page,
  deps: AdminDeps,
  form: PersonForm,
  done: string,
  result: Result<unknown>,
): Promise<Answer> {
  if (result.ok) return redirect(personUrl(idOf(page)), done);
  return person(page, deps, { form, faults: result.refusals });
}

async function saveChange(page: Page, deps: AdminDeps): Promise<Answer> {
  const typed = parseForm(changePersonForm, page.fields);
  if (!typed.ok) return person(page, deps, { form: 'change', faults: typed.refusals });
  const result = await changePerson(page.city, page.acting, idOf(page), typed.value, deps);
  return answer(page, deps, 'change', 'city.person_changed', result);
}

async function saveInvitation(page: Page, deps: AdminDeps): Promise<Answer> {
  const result = await invitePerson(page.city, page.acting, idOf(page), deps);
  return answer(page, deps, 'access', 'city.person_invited', result);
}

async function saveGrant(page: Page, deps: AdminDeps): Promise<Answer> {
  const typed = parseForm(grantForm, page.fields);
  if (!typed.ok) return person(page, deps, { form: 'role', faults: typed.refusals });
  const result = await grantRole(page.city, page.acting, idOf(page), typed.value);
  return answer(page, deps, 'role', 'city.role_granted', result);
}

async function saveEnd(page: Page, deps: AdminDeps): Promise<Answer> {
  const grantId = page.params.grant as string;
  const grant = await grantById(page.city.db, grantId);
  if (grant?.personId !== idOf(page)) throw notFound();
  return answer(page, deps, 'access', 'city.role_ended', await endRole(page.city, page.acting, grantId));
}

async function saveHandover(page: Page, deps: AdminDeps): Promise<Answer> {
  const isBefore = typedText(page.fields, 'from') === '/suspend';
  const refusedWith = (faults: readonly Refusal[]) =>
    (isBefore ? beforeSuspending : person)(page, deps, { form: 'work', faults });
  const typed = parseForm(handoverForm, page.fields);
  if (!typed.ok) return refusedWith(typed.refusals);
  const input = { fromPersonId: idOf(page), ...typed.value };
  const result = await deps.handOverWork(page.city, page.acting, input);
  if (!result.ok) return refusedWith(result.refusals);
  const back = isBefore ? at.suspendPath.to({ person: idOf(page) }) : personUrl(idOf(page));
  return redirect(back, 'duty.work_handed_over');
}

async function saveReturned(page: Page, deps: AdminDeps): Promise<Answer> {
  const result = await deps.handBackWork(page.city, page.acting, page.params.handover as string);
  return answer(page, deps, 'access', 'duty.work_handed_back', result);
}

async function saveSuspension(page: Page, deps: AdminDeps): Promise<Answer> {
  const result = await suspendPerson(page.city, page.acting, idOf(page), deps.now());
  if (!result.ok) return beforeSuspending(page, deps, { form: 'access', faults: result.refusals });
  return redirect(personUrl(idOf(page)), 'city.person_suspended');
}

async function saveReturn(page: Page, deps: AdminDeps): Promise<Answer> {
  return answer(page, deps, 'access', 'city.person_restored', await restorePerson(page.city, page.acting, idOf(page)));
}
