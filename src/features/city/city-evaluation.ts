/** The people of an evaluation: one for each role, named by what they do, with addresses that nobody has. */
import type { Result } from '#kit/result.ts';
import type { Acting } from '#platform/audit.ts';
import type { City, CityProfile } from '#platform/city.ts';
import type { Body } from '#rules/bodies.ts';
import { departmentRoles, type Role, roles } from '#rules/permissions.ts';
import { actorOf, peopleOfRole, personById } from './city-people-store.ts';
import { addPerson, type NewPerson, grantRole, suspendPerson } from './city-service.ts';
import { makeLink } from './city-session-service.ts';

const prefix = 'evaluation.';

/** Only these can be signed in as without a link, and only in an evaluation. */
export function isEvaluationPerson(personId: string): boolean {
  return personId.startsWith(prefix);
}

export type EvaluationPerson = Required<NewPerson> & { role: Role; bodyId: string | null };

const titles: Readonly<Record<Role, string>> = {
  administrator: 'Administrator',
  chief_of_staff: 'Chief of staff, Mayor’s Office',
  reviewer: 'Reviewer, Mayor’s Office',
  general_manager: 'General manager',
  liaison: 'Liaison',
  staff: 'Staff',
  city_attorney: 'City attorney',
  records_officer: 'Records officer',
  analyst: 'Analyst',
  auditor: 'Auditor',
  member: 'Working group member',
  officer: 'Police officer',
};

/** For each role one person; in a practice city a general manager and a liaison in every department as well. */
export function evaluationPeople(profile: Pick<CityProfile, 'bodies' | 'practice' | 'name'>): EvaluationPerson[] {
  const departments = profile.bodies.filter((body) => body.kind !== 'partner');
  const home = homeDepartment(departments);
  const everywhere = profile.practice ? departments : [];
  return roles.flatMap((role) => {
    if (!departmentRoles.has(role)) return [personFor(role, null)];
    if (role === 'officer') return [personFor(role, departments.find((body) => /police|lapd/.test(body.id)) ?? home)];
    const hasOneEach = role === 'general_manager' || role === 'liaison';
    const bodies = hasOneEach ? [home, ...everywhere.filter((body) => body !== home)] : [home];
    return bodies.map((body) => personFor(role, body));
  });
}

/** The department of parks when the city has one: its tasks are easy to picture. */
function homeDepartment(departments: readonly Body[]): Body {
  const home =
    departments.find((body) => ['rap', 'parks'].includes(body.id)) ??
    departments.find((body) => /parks/i.test(body.name.en)) ??
    departments[0];
  if (!home) throw new Error('a city without departments has no people');
  return home;
}

function personFor(role: Role, body: Body | null): EvaluationPerson {
  const word = role.replaceAll('_', '-');
  const place = body ? `.${body.id}` : '';
  return {
    id: `${prefix}${word}${place}`,
    name: body ? `${titles[role]}, ${body.name.en}` : titles[role],
    email: `${word}${place}@example.org`,
    locale: 'en',
    role,
    bodyId: body?.id ?? null,
  };
}

const asSystem: Acting = { actor: null, requestId: null };

/** Adds those who are missing, with their roles; answers how many were added. Doing it again changes nothing. */
export async function ensureEvaluationPeople(city: City): Promise<number> {
  let added = 0;
  for (const person of evaluationPeople(city.profile)) {
    if (await personById(city.db, person.id)) continue;
    mustWork(await addPerson(city, asSystem, person));
    mustWork(await grantRole(city, asSystem, person.id, { role: person.role, bodyId: person.bodyId }));
    added += 1;
  }
  return added;
}

/** Before production: no person of an evaluation can sign in any more, and their sessions end. A command adds an administrator. */
export async function endEvaluationPeople(city: City, now: number): Promise<number> {
  let ended = 0;
  for (const { id } of evaluationPeople(city.profile)) {
    const person = await personById(city.db, id);
    if (!person || person.suspendedAt) continue;
    const result = await suspendPerson(city, asSystem, id, now, { mayTakeLast: true });
    if (result.ok) ended += 1;
  }
  return ended;
}

export type SignInLink = { role: Role; bodyId: string | null; personName: string; path: string };

/** One link for each role, inside the city; with `runId` they work again until that process stops. */
export async function signInLinks(city: City, runId: string, now: number): Promise<SignInLink[]> {
  const links: SignInLink[] = [];
  const people = evaluationPeople(city.profile);
  for (const role of roles) {
    const person = people.find((one) => one.role === role);
    if (!person || !(await actorOf(city, person.id))) continue;
    const token = await makeLink(city, asSystem, person.id, now, runId);
    links.push({ role, bodyId: person.bodyId, personName: person.name, path: `/sign-in/${token}` });
  }
  return links;
}

/** A fresh link for whoever holds the role (in that body): with `runId` until that process stops, else once for 15 minutes; null when nobody does. */
export async function freshLink(
  city: City,
  role: Role,
  bodyId: string | undefined,
  now: number,
  runId: string | null = null,
): Promise<SignInLink | null> {
  const [person] = await peopleOfRole(city.db, role, bodyId);
  if (!person) return null;
  const token = await makeLink(city, asSystem, person.personId, now, runId);
  return { role, bodyId: person.bodyId, personName: person.name, path: `/sign-in/${token}` };
}

/** What the seed needs must be there; a refusal here is a fault of the code. */
function mustWork<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new Error(`a person of the evaluation was refused: ${result.refusals.map((one) => one.key).join(', ')}`);
}
