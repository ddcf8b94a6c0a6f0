/** Reading a list of people or contacts in, showing what it would change, and applying just that. */
import { canonicalJson } from '#kit/canonical.ts';
import { newId, sha256 } from '#kit/ids.ts';
import { ok, refuse, type Result } from '#kit/result.ts';
import { locales } from '#i18n/locales.ts';
import { type Acting, auditedChange, type AuditNote } from '#platform/audit.ts';
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { may, roles } from '#rules/permissions.ts';
import { localText } from '#kit/text.ts';
import { cityActs } from './city-acts.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { type ListKind, plain, readList } from './city-contacts-columns.ts';
import { type Encoding, parseTable } from './city-contacts-csv.ts';
import {
  type ContactStep,
  type ListWords,
  type PersonStep,
  type PlanRow,
  planContacts,
  planPeople,
} from './city-contacts-plan.ts';
import * as store from './city-contacts-store.ts';
import { bodyContacts, insertContacts, lockContacts } from './city-department-store.ts';
import { updatePerson } from './city-people-invite-store.ts';
import { invitePerson, type InviteTools } from './city-people-service.ts';
import { listPeople } from './city-people-store.ts';
import { inOneTransaction } from './city-store.ts';

/** Longer lists are cut into several. */
export const mostLines = 10_000;

export type ReadInput = { kind: ListKind; text: string; encoding: Encoding; fileName: string | null };

/** Keeps the list as it was read; refused, with the line, when it is no table or lacks its columns. Nothing else changes. */
export async function readContacts(city: City, acting: Acting, input: ReadInput): Promise<Result<{ listId: string }>> {
  if (acting.actor && !may(acting.actor, cityActs.manageContacts)) return refuse('city.refused.not-allowed');
  const table = parseTable(input.text);
  if (table.fault) return refuse(`admin.fault.${table.fault.why}`, 'text', { line: table.fault.line });
  if (table.records.length === 0) return refuse('admin.fault.empty', 'text');
  const list = readList(input.kind, table);
  if ('why' in list) return refuse(`admin.fault.${list.why}-${input.kind}`, 'text', { line: list.line });
  if (list.rows.length === 0) return refuse('admin.fault.empty', 'text');
  if (list.rows.length > mostLines)
    return refuse('admin.fault.lines', 'text', { count: list.rows.length, most: mostLines });
  const listId = newId();
  const document = { ...list, encoding: input.encoding, separator: table.separator };
  await auditedChange(city, acting, async (tx) => {
    const by = acting.actor?.personId ?? null;
    await store.insertList(tx, { id: listId, fileName: input.fileName, document, at: city.clock.now(), by });
    const details = { list: listId, kind: list.kind, lines: list.rows.length };
    return { value: null, note: { event: 'city.contacts_listed', subject: { kind: 'city', id: city.slug }, details } };
  });
  return ok({ listId });
}

export type ContactsPlan = {
  rows: readonly PlanRow[];
  people: readonly PersonStep[];
  contacts: readonly ContactStep[];
  /** Over everything that would be done: sent back with the form. */
  hash: string;
};

/** What applying would do now. `city.db` may be a transaction. */
export async function planList(
  city: City,
  { document }: Pick<store.ContactList, 'document'>,
  wordsOf: AdminDeps['wordsOf'],
): Promise<ContactsPlan> {
  const { bodies } = city.profile;
  if (document.kind === 'departments') {
    const { rows, steps } = planContacts(document, await bodyContacts(city.db), bodies);
    return { rows, people: [], contacts: steps, hash: hashOf(rows) };
  }
  const known = (await listPeople(city.db)).map(({ suspendedAt, ...one }) => ({
    ...one,
    isSuspended: suspendedAt !== null,
  }));
  const { rows, steps } = planPeople(document, known, bodies, listWords(city, wordsOf));
  return { rows, people: steps, contacts: [], hash: hashOf(rows) };
}

const hashOf = (rows: readonly PlanRow[]) =>
  sha256(canonicalJson(rows.map(({ line, kind, about, changes }) => ({ line, kind, about, changes }))));

/** Roles and languages by id, or by their name in any language of the screens. */
function listWords(city: City, wordsOf: AdminDeps['wordsOf']): ListWords {
  const all = locales.map(({ tag }) => wordsOf(city, tag));
  const [english] = all;
  const roleByWord = new Map(
    roles.flatMap((role) =>
      [role, ...all.map(({ t }) => t(`city.role.${role}`))].map((word) => [plain(word), role] as const),
    ),
  );
  const names = (tag: string, inTag: string) => new Intl.DisplayNames([inTag], { type: 'language' }).of(tag) ?? tag;
  const localeByWord = new Map(
    locales.flatMap(({ tag, autonym }) =>
      [tag, autonym, ...locales.map((other) => names(tag, other.tag))].map((word) => [plain(word), tag] as const),
    ),
  );
  return {
    roleOf: (text) => roleByWord.get(plain(text)) ?? null,
    localeOf: (text) => localeByWord.get(plain(text)) ?? null,
    grantWords({ role, bodyId }) {
      const body = city.profile.bodies.find((one) => one.id === bodyId);
      const word = english?.t(`city.role.${role}`) ?? role;
      return body ? `${word}, ${localText(body.name, 'en')}` : word;
    },
    defaultLocale: 'en',
  };
}

export type ApplyInput = { listId: string; hash: string; isInviting: boolean };

/** All or nothing, in one transaction: refused when it was applied before, does nothing, or would do something else by now. */
export async function applyContacts(
  city: City,
  acting: Acting,
  input: ApplyInput,
  tools: InviteTools,
): Promise<Result<{ count: number }>> {
  if (acting.actor && !may(acting.actor, cityActs.manageContacts)) return refuse('city.refused.not-allowed');
  return inOneTransaction(city, async (inside) => {
    const tx = inside.db as Tx;
    const list = await store.lockList(tx, input.listId);
    if (!list) return refuse('admin.contacts.unknown');
    if (list.appliedAt) return refuse('admin.contacts.applied-already');
    if (list.document.kind === 'people' && acting.actor && !may(acting.actor, cityActs.managePeople))
      return refuse('city.refused.not-allowed');
    await (list.document.kind === 'people' ? store.lockPeople(tx) : lockContacts(tx));
    const plan = await planList(inside, list, tools.wordsOf);
    if (plan.hash !== input.hash) return refuse('admin.contacts.changed');
    const count = plan.people.length + plan.contacts.length;
    if (count === 0) return refuse('admin.contacts.nothing');
    const fresh: string[] = [];
    await auditedChange(inside, acting, async () => {
      const notes = [
        ...(await applyPeople(inside, tx, acting, plan.people, fresh)),
        ...(await applyDepartments(inside, tx, acting, plan.contacts)),
      ];
      await store.markApplied(tx, list.id, city.clock.now(), acting.actor?.personId ?? null);
      const details = { list: list.id, kind: list.document.kind, count };
      return {
        value: null,
        note: [{ event: 'city.contacts_applied', subject: { kind: 'city', id: city.slug }, details }, ...notes],
      };
    });
    if (input.isInviting) for (const personId of fresh) await invitePerson(inside, acting, personId, tools);
    return ok({ count });
  });
}

/** `fresh` takes up the ids of those who are new. */
async function applyPeople(
  city: City,
  tx: Tx,
  acting: Acting,
  steps: readonly PersonStep[],
  fresh: string[],
): Promise<AuditNote[]> {
  if (steps.length === 0) return [];
  const ids = new Map((await listPeople(tx)).map(({ id, email }) => [email.toLowerCase(), { id, email }]));
  const notes: AuditNote[] = [];
  const added: store.PersonRow[] = [];
  for (const { email, add } of steps) {
    if (!add) continue;
    const row = { id: newId(), email, ...add, addedAt: city.clock.now() };
    added.push(row);
    fresh.push(row.id);
    ids.set(email.toLowerCase(), row);
    notes.push({ event: 'city.person_added', subject: { kind: 'person', id: row.id } });
  }
  await store.insertPeople(tx, added);
  const idOf = (email: string) => ids.get(email.toLowerCase())?.id as string;
  for (const { email, set } of steps) {
    if (!set) continue;
    // The address stays as it is written here; a list may write it in other letters.
    await updatePerson(tx, idOf(email), { email: ids.get(email.toLowerCase())?.email ?? email, ...set });
    notes.push({ event: 'city.person_changed', subject: { kind: 'person', id: idOf(email) } });
  }
  const granted = steps.flatMap(({ email, grant }) => (grant ? [{ ...grant, personId: idOf(email) }] : []));
  const grantIds = await store.insertGrants(tx, granted, city.clock.now(), acting.actor?.personId ?? null);
  for (const [index, { personId, role, bodyId }] of granted.entries())
    notes.push({
      event: 'city.role_granted',
      subject: { kind: 'person', id: personId },
      bodyId,
      details: { role, grant: grantIds[index] as string },
    });
  return notes;
}

async function applyDepartments(
  city: City,
  tx: Tx,
  acting: Acting,
  steps: readonly ContactStep[],
): Promise<AuditNote[]> {
  if (steps.length === 0) return [];
  const rows = steps.map(({ bodyId, contact }) => ({ bodyId, ...contact }));
  await insertContacts(tx, rows, city.clock.now(), acting.actor?.personId ?? null);
  return steps.map(({ bodyId }) => ({
    event: 'city.department_contact_recorded',
    subject: { kind: 'department', id: bodyId },
    bodyId,
  }));
}
