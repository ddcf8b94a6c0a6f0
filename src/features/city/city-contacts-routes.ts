/** The doors of lists: read one in, look at what it would change, apply it; people as a file. */
import { z } from 'zod';
import type { Refusal } from '#kit/result.ts';
import { notFound } from '#platform/errors.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { get, post, type Route } from '#web/route.ts';
import { cityActs } from './city-acts.ts';
import type { AdminDeps } from './city-admin-questions.ts';
import { decodeTable } from './city-contacts-csv.ts';
import { applyForm, listForm } from './city-contacts-forms.ts';
import { contactListPage, contactsPage, peopleCsv, planKinds } from './city-contacts-pages.ts';
import { applyContacts, planList, type ReadInput, readContacts } from './city-contacts-service.ts';
import { contactList, newestLists } from './city-contacts-store.ts';
import * as at from './city-paths.ts';
import { listPeople } from './city-people-store.ts';

const listedLists = 20;

export function contactsRoutes(deps: AdminDeps): Route[] {
  const { readAdministration, readPeople, manageContacts } = cityActs;
  return [
    get(at.contactsPath, { permission: readAdministration, event: 'none', handle: (page) => contacts(page, []) }),
    post(at.contactsPath, {
      record: 'city.contact_list',
      permission: manageContacts,
      event: 'city.contacts_listed',
      accepts: 'files',
      handle: saveList,
      whenTooLarge: (page) => contacts(page, [{ key: 'admin.contacts.too-large', field: 'file' }], 413),
    }),
    get(at.contactListPath, {
      permission: readAdministration,
      event: 'none',
      handle: (page) => oneList(page, deps, []),
    }),
    post(at.applyContactsPath, {
      record: 'none',
      permission: manageContacts,
      event: 'city.contacts_applied',
      proof: 'fresh',
      handle: (page) => saveApply(page, deps),
    }),
    get(at.peopleCsvPath, { permission: readPeople, event: 'none', proof: 'fresh', handle: peopleFile }),
  ];
}

async function contacts(page: Page, faults: readonly Refusal[], status = 422): Promise<Answer> {
  const lists = await newestLists(page.city.db, listedLists);
  const main = contactsPage(page, { lists, typed: page.fields, faults });
  return staffPage(page.t('admin.contacts.title'), main, { status: faults.length > 0 ? status : 200 });
}

async function saveList(page: Page): Promise<Answer> {
  const typed = parseForm(listForm, page.fields);
  if (!typed.ok) return contacts(page, typed.refusals);
  const { kind, text = '' } = typed.value;
  const input = (await fromFile(page, kind)) ?? { kind, text, encoding: 'utf-8' as const, fileName: null };
  if (input.text.trim() === '') return contacts(page, [{ key: 'admin.fault.empty', field: 'text' }]);
  const result = await readContacts(page.city, page.acting, input);
  if (!result.ok) return contacts(page, result.refusals);
  return redirect(at.contactListPath.to({ list: result.value.listId }), 'city.contacts_listed');
}

/** The file that came with the form, as text; null without one. */
async function fromFile(page: Page, kind: ReadInput['kind']): Promise<ReadInput | null> {
  const file = page.files.find((one) => one.field === 'file');
  if (!file) return null;
  const { stream } = await page.city.files.open(file.sha256);
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  const { text, encoding } = decodeTable(Buffer.concat(parts));
  return { kind, text: text.replaceAll('\0', ''), encoding, fileName: file.name };
}

async function oneList(page: Page, deps: AdminDeps, faults: readonly Refusal[]): Promise<Answer> {
  const list = await contactList(page.city.db, page.params.list as string);
  if (!list) throw notFound();
  const plan = await planList(page.city, list, deps.wordsOf);
  const show = planKinds.find((kind) => kind === page.query.show) ?? null;
  const number = z.coerce.number().int().min(1).max(1000).catch(1).parse(page.query.page);
  const main = contactListPage(page, { list, plan, show, page: number, faults });
  const title = page.t(`admin.contacts.title-${list.document.kind}`);
  return staffPage(title, main, { status: faults.length > 0 ? 422 : 200, isWide: true });
}

async function saveApply(page: Page, deps: AdminDeps): Promise<Answer> {
  const typed = parseForm(applyForm, page.fields);
  if (!typed.ok) return oneList(page, deps, typed.refusals);
  const listId = page.params.list as string;
  const input = { listId, hash: typed.value.hash, isInviting: typed.value.invite };
  const result = await applyContacts(page.city, page.acting, input, deps);
  if (!result.ok) return oneList(page, deps, result.refusals);
  return redirect(at.contactListPath.to({ list: listId }), 'city.contacts_applied');
}

async function peopleFile(page: Page): Promise<Answer> {
  const lead = page.city.profile.practice ? [page.t('admin.page.csv-practice')] : [];
  const people = await listPeople(page.city.db, page.query.q ?? '');
  const name = `people-${page.city.slug}-${page.today}.csv`;
  return download(name, 'text/csv; charset=utf-8', peopleCsv(page, people, lead));
}
