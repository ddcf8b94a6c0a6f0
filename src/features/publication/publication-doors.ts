/** Reads, draws and passes on what people send to the gate. */
import type { Refusal, Result } from '#kit/result.ts';
import { isRowId } from '#kit/ids.ts';
import { notFound } from '#platform/errors.ts';
import { may } from '#rules/permissions.ts';
import { parseForm } from '#web/form.ts';
import { type Answer, download, type Page, publicPage, redirect, staffPage } from '#web/page.ts';
import { closedUntil } from './blackout-law.ts';
import { blackoutsPage } from './blackout-pages.ts';
import { endBlackout, setBlackout } from './blackout-service.ts';
import { blackouts } from './blackout-store.ts';
import { publicationActs } from './publication-acts.ts';
import { documentPage } from './publication-document-pages.ts';
import {
  approveForm,
  blackoutForm,
  draftForm,
  endBlackoutForm,
  overrideForm,
  withdrawForm,
} from './publication-forms.ts';
import { type Choice, gatePage } from './publication-pages.ts';
import { worded } from './publication-parts.ts';
import { blackoutsPath, documentPath } from './publication-paths.ts';
import { publishedListPage, publishedPage, publishedTitle, tableCsv } from './publication-public-pages.ts';
import { publicList, publicPublicationOf } from './publication-public-store.ts';
import type { PublicPublication } from './publication-schema.ts';
import type { PublicationQuestions } from './publication-questions.ts';
import { readDocument, readVersions } from './publication-reading.ts';
import * as service from './publication-service.ts';

const status = (faults: readonly Refusal[]) => ({ status: faults.length > 0 ? 422 : 200 });

export async function gateAnswer(
  page: Page,
  ask: PublicationQuestions,
  faults: readonly Refusal[] = [],
): Promise<Answer> {
  const { city, actor } = page;
  const windows = await blackouts(city.db);
  const closed = ask.publishables.flatMap(({ kind }) => {
    const until = closedUntil(windows, kind, city.clock.now());
    return until ? [{ kind, until }] : [];
  });
  const choices: Choice[] = [];
  for (const { kind, draftAct, subjects } of ask.publishables) {
    if (!may(actor, publicationActs.draft) || !may(actor, draftAct)) continue;
    for (const { id, title } of await subjects(city)) choices.push({ kind, subjectId: id, title });
  }
  const view = { versions: await readVersions(city), choices, closed, faults: worded(page, faults) };
  return staffPage(page.t('publication.gate.title'), gatePage(page, view), status(faults));
}

export async function draftAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  const typed = parseForm(draftForm, page.fields);
  if (!typed.ok) return gateAnswer(page, ask, typed.refusals);
  const { subject, asOf, change, note } = typed.value;
  const drafted = await service.draft(
    page.city,
    page.acting,
    { ...subject, asOf, isCorrection: change === 'correction', note },
    ask,
  );
  if (!drafted.ok) return gateAnswer(page, ask, drafted.refusals);
  return redirect(documentPath.to({ id: drafted.value.id }), 'publication.drafted');
}

export async function documentAnswer(
  page: Page,
  ask: PublicationQuestions,
  faults: readonly Refusal[] = [],
  form = 'approve',
): Promise<Answer> {
  const view = await readDocument(page.city, page.params.id ?? '', ask);
  const title = page.say(view.shown.document.title);
  return staffPage(
    title,
    documentPage(page, { ...view, faults: worded(page, faults), form: faults.length > 0 ? form : '' }),
    status(faults),
  );
}

export async function approveAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  return act(page, ask, 'approve', parseForm(approveForm, page.fields), async (id, { hash }) => {
    const before = await readDocument(page.city, id, ask);
    const approved = await service.approve(page.city, page.acting, { id, hash }, ask);
    const event = before.shown.change === 'correction' ? 'publication.corrected' : 'publication.published';
    return approved.ok ? { ok: true, value: event } : approved;
  });
}

export async function overrideAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  return act(page, ask, 'override', parseForm(overrideForm, page.fields), async (id, typed) =>
    saying('publication.overridden', await service.override(page.city, page.acting, { id, ...typed }, ask)),
  );
}

export async function setAsideAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  return act(page, ask, 'set-aside', parseForm(approveForm, page.fields), async (id, { hash }) =>
    saying('publication.set_aside', await service.setAside(page.city, page.acting, { id, hash })),
  );
}

export async function withdrawAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  return act(page, ask, 'withdraw', parseForm(withdrawForm, page.fields), async (id, { publicNote }) =>
    saying('publication.withdrawn', await service.withdraw(page.city, page.acting, { id, publicNote }, ask)),
  );
}

function saying(event: string, result: Result<null>): Result<string> {
  return result.ok ? { ok: true, value: event } : result;
}

/** An act upon the document of the address: done, or the page again with why not. */
async function act<T>(
  page: Page,
  ask: PublicationQuestions,
  form: string,
  typed: Result<T>,
  run: (id: string, typed: T) => Promise<Result<string>>,
): Promise<Answer> {
  const id = page.params.id ?? '';
  if (!isRowId(id)) throw notFound();
  if (!typed.ok) return documentAnswer(page, ask, typed.refusals, form);
  const done = await run(id, typed.value);
  return done.ok ? redirect(documentPath.to({ id }), done.value) : documentAnswer(page, ask, done.refusals, form);
}

export async function blackoutsAnswer(
  page: Page,
  ask: PublicationQuestions,
  faults: readonly Refusal[] = [],
  endingId: string | null = null,
): Promise<Answer> {
  const kinds = ask.publishables.map(({ kind }) => kind);
  const view = { blackouts: await blackouts(page.city.db), kinds, faults, endingId };
  return staffPage(page.t('publication.blackout.title'), blackoutsPage(page, view), status(faults));
}

export async function setBlackoutAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  const typed = parseForm(blackoutForm, page.fields);
  if (!typed.ok) return blackoutsAnswer(page, ask, typed.refusals);
  const known = new Set(ask.publishables.map(({ kind }) => kind));
  if (typed.value.kinds?.some((kind) => !known.has(kind))) throw notFound();
  const set = await setBlackout(page.city, page.acting, typed.value);
  return set.ok ? redirect(blackoutsPath.to({}), 'publication.blackout_set') : blackoutsAnswer(page, ask, set.refusals);
}

export async function endBlackoutAnswer(page: Page, ask: PublicationQuestions): Promise<Answer> {
  const id = page.params.id ?? '';
  if (!isRowId(id)) throw notFound();
  const typed = parseForm(endBlackoutForm, page.fields);
  if (!typed.ok) return blackoutsAnswer(page, ask, typed.refusals, id);
  const ended = await endBlackout(page.city, page.acting, { id, ...typed.value });
  return ended.ok
    ? redirect(blackoutsPath.to({}), 'publication.blackout_ended')
    : blackoutsAnswer(page, ask, ended.refusals, id);
}

export async function publishedListAnswer(page: Page): Promise<Answer> {
  return publicPage(page.t('publication.public.title'), publishedListPage(page, await publicList(page.city)));
}

/** One statement, whatever the address: a draft, a document that never was and a mistyped word look the same. */
async function publicationAt(page: Page): Promise<PublicPublication> {
  const found = await publicPublicationOf(page.city, page.params.kind ?? '', page.params.subject ?? '');
  if (!found) throw notFound();
  return found;
}

export async function publishedAnswer(page: Page): Promise<Answer> {
  const publication = await publicationAt(page);
  return publicPage(publishedTitle(page, publication), publishedPage(page, publication));
}

export async function publishedJsonAnswer(page: Page): Promise<Answer> {
  const {
    kind,
    subject_id: subject,
    number,
    published_at,
    withdrawn_at,
    withdrawn_note,
    document,
    hash,
    history,
  } = await publicationAt(page);
  const told = {
    ...(page.city.profile.practice ? { practice: page.t('publication.public.practice') } : {}),
    city: page.city.profile.id,
    kind,
    subject,
    number,
    publishedAt: published_at,
    withdrawnAt: withdrawn_at,
    withdrawnNote: withdrawn_note,
    hash,
    document,
    history,
  };
  return download(`${kind}-${subject}.json`, 'application/json; charset=utf-8', `${JSON.stringify(told, null, 2)}\n`);
}

export async function publishedCsvAnswer(page: Page): Promise<Answer> {
  const { kind, subject_id: subject, number, document } = await publicationAt(page);
  const asked = (page.params.table ?? '').replace(/\.csv$/, '');
  const section = document?.sections.find((one) => one.kind === 'table' && one.id === asked);
  if (!document || section?.kind !== 'table') throw notFound();
  return download(
    `${kind}-${subject}-${asked}.csv`,
    'text/csv; charset=utf-8',
    tableCsv(page, document, section.table, number),
  );
}
