/** What applying a list would do, line by line, against the people and contacts of now. Pure. */
import type { Refusal } from '#kit/result.ts';
import type { Body, BodyId } from '#rules/bodies.ts';
import { departmentRoles, type Grant, type Role } from '#rules/permissions.ts';
import { type ListRow, plain, type ReadList } from './city-contacts-columns.ts';
import { type BodyContact, changedFields, contactFields, contactOf, noContact } from './city-department-terms.ts';

export type FieldChange = { field: string; before: string; after: string };
export type PlanRow = {
  line: number;
  kind: 'new' | 'changed' | 'unchanged' | 'refused';
  /** Whom or what the line is about, as the list says it. */
  about: string;
  changes: readonly FieldChange[];
  fault: Refusal | null;
};

/** What a line does, for applying it; null where it does nothing. */
export type PersonStep = {
  email: string;
  /** Null for somebody who is there already. */
  add: { name: string; locale: string } | null;
  set: { name: string; locale: string } | null;
  grant: Grant | null;
};
export type ContactStep = { bodyId: BodyId; contact: BodyContact };

export type KnownPerson = {
  email: string;
  name: string;
  locale: string;
  isSuspended: boolean;
  grants: readonly Grant[];
};

/** How words of a list are understood, in every language of the screens. */
export type ListWords = {
  roleOf(text: string): Role | null;
  localeOf(text: string): string | null;
  grantWords(grant: Grant): string;
  /** For new people whose line says none. */
  defaultLocale: string;
};

export type Plan<Step> = { rows: readonly PlanRow[]; steps: readonly Step[] };

const emailShape = /^[^\s@<>,;"]+@[^\s@<>,;"]+\.[^\s@<>,;"]+$/;
const longest = 200;

export function bodyOf(bodies: readonly Body[], text: string): Body | null {
  const word = plain(text);
  if (!word) return null;
  const exact = bodies.find((body) => body.id === text.trim().toLowerCase());
  if (exact) return exact;
  const named = bodies.filter((body) =>
    [body.id, body.acronym ?? '', ...Object.values(body.name)].some((one) => plain(one) === word),
  );
  return named.length === 1 ? (named[0] as Body) : null;
}

const refused = (line: number, about: string, key: string, field: string, values?: Refusal['values']): PlanRow => ({
  line,
  kind: 'refused',
  about,
  changes: [],
  fault: { key: `admin.fault.${key}`, field, ...(values ? { values } : {}) },
});

/** A list adds people and roles and changes names and languages; it takes nothing away, and makes nobody an administrator. */
export function planPeople(
  list: ReadList,
  known: readonly KnownPerson[],
  bodies: readonly Body[],
  words: ListWords,
): Plan<PersonStep> {
  type State = { name: string; locale: string; isSuspended: boolean; grants: Grant[]; saidAt: number | null };
  const people = new Map<string, State>(
    known.map(({ email, ...one }) => [email.toLowerCase(), { ...one, grants: [...one.grants], saidAt: null }]),
  );
  const steps: PersonStep[] = [];
  const seen = new Map<string, number>();
  const has = (field: string) => list.fields.includes(field);
  const rows = list.rows.map((row): PlanRow => {
    const { line } = row;
    const said = (field: string) => row.cells[field] ?? '';
    const email = said('email');
    const about = email || said('name');
    const fault = (key: string, field: string, values?: Refusal['values']) => refused(line, about, key, field, values);
    if (!emailShape.test(email) || email.length > longest) return fault('email', 'email');
    if (said('name').length > longest) return fault('long', 'name', { most: longest });
    const read = readGrant(row, bodies, words);
    if (!read.ok) return fault(read.key, read.field, read.values);
    const { grant } = read;
    const twice = `${email.toLowerCase()} ${grant?.role ?? ''} ${grant?.bodyId ?? ''}`;
    const first = seen.get(twice);
    if (first !== undefined) return fault('twice', 'email', { line: first });
    seen.set(twice, line);
    const locale = said('locale') ? words.localeOf(said('locale')) : null;
    if (said('locale') && !locale) return fault('language', 'locale', { text: said('locale') });
    const before = people.get(email.toLowerCase());
    if (!before) {
      if (!said('name')) return fault('name', 'name');
      if (grant?.role === 'administrator') return fault('administrator', 'role');
      const add = { name: said('name'), locale: locale ?? words.defaultLocale };
      people.set(email.toLowerCase(), { ...add, isSuspended: false, grants: grant ? [grant] : [], saidAt: line });
      steps.push({ email, add, set: null, grant });
      const changes = [
        { field: 'name', before: '', after: add.name },
        { field: 'locale', before: '', after: add.locale },
      ];
      return { line, kind: 'new', about, changes: [...changes, ...granted(words, grant)], fault: null };
    }
    const name = has('name') && said('name') ? said('name') : before.name;
    const after = { name, locale: locale ?? before.locale };
    const isOther = after.name !== before.name || after.locale !== before.locale;
    if (isOther && before.saidAt !== null) return fault('other-words', 'name', { line: before.saidAt });
    const isHeld =
      grant === null || before.grants.some((one) => one.role === grant.role && one.bodyId === grant.bodyId);
    if (!isHeld && grant.role === 'administrator') return fault('administrator', 'role');
    if (!isHeld && before.isSuspended) return fault('suspended', 'role');
    const changes = (['name', 'locale'] as const)
      .filter((field) => before[field] !== after[field])
      .map((field) => ({ field, before: before[field], after: after[field] }));
    const newGrant = isHeld ? null : grant;
    Object.assign(before, after, { saidAt: line });
    if (newGrant) before.grants.push(newGrant);
    if (changes.length === 0 && !newGrant) return { line, kind: 'unchanged', about, changes, fault: null };
    steps.push({ email, add: null, set: changes.length > 0 ? after : null, grant: newGrant });
    return { line, kind: 'changed', about, changes: [...changes, ...granted(words, newGrant)], fault: null };
  });
  return { rows, steps };
}

function granted(words: ListWords, grant: Grant | null): FieldChange[] {
  return grant ? [{ field: 'role', before: '', after: words.grantWords(grant) }] : [];
}

type ReadGrant =
  | { ok: true; grant: Grant | null }
  | { ok: false; key: string; field: string; values?: Refusal['values'] };

function readGrant({ cells }: ListRow, bodies: readonly Body[], words: ListWords): ReadGrant {
  const [role, department] = [cells['role'] ?? '', cells['department'] ?? ''];
  if (!role) return department ? { ok: false, key: 'role-missing', field: 'role' } : { ok: true, grant: null };
  const found = words.roleOf(role);
  if (!found) return { ok: false, key: 'role', field: 'role', values: { text: role } };
  const isOfDepartment = departmentRoles.has(found);
  if (isOfDepartment && !department) return { ok: false, key: 'department-missing', field: 'department' };
  if (!isOfDepartment && department) return { ok: false, key: 'department-unused', field: 'department' };
  if (!isOfDepartment) return { ok: true, grant: { role: found, bodyId: null } };
  const body = bodyOf(bodies, department);
  if (!body) return { ok: false, key: 'department', field: 'department', values: { text: department } };
  return { ok: true, grant: { role: found, bodyId: body.id } };
}

const mostLetters = { headTitle: 200, roleMailbox: 200, phone: 60, address: 400 } as const;

/** A column that the list has says what holds from now on, also when its cell is empty; one that it lacks stays. */
export function planContacts(
  list: ReadList,
  known: ReadonlyMap<BodyId, BodyContact>,
  bodies: readonly Body[],
): Plan<ContactStep> {
  const steps: ContactStep[] = [];
  const seen = new Map<BodyId, number>();
  const rows = list.rows.map((row): PlanRow => {
    const { line, cells } = row;
    const about = cells['department'] ?? '';
    const fault = (key: string, field: string, values?: Refusal['values']) => refused(line, about, key, field, values);
    const body = bodyOf(bodies, about);
    if (!body) return fault('department', 'department', { text: about });
    const first = seen.get(body.id);
    if (first !== undefined) return fault('twice', 'department', { line: first });
    seen.set(body.id, line);
    const before = contactOf(known.get(body.id) ?? noContact);
    const after = { ...before };
    for (const field of contactFields) {
      if (!list.fields.includes(field)) continue;
      const said = cells[field] ?? '';
      if (said.length > mostLetters[field]) return fault('long', field, { most: mostLetters[field] });
      if (field === 'roleMailbox' && said && !emailShape.test(said)) return fault('mailbox', field);
      after[field] = said;
    }
    const changes = changedFields(before, after).map((field) => ({
      field,
      before: before[field],
      after: after[field],
    }));
    if (changes.length === 0) return { line, kind: 'unchanged', about, changes, fault: null };
    steps.push({ bodyId: body.id, contact: after });
    return { line, kind: known.has(body.id) ? 'changed' : 'new', about, changes, fault: null };
  });
  return { rows, steps };
}
