/** From an address to an answer: the register, one demand, and the acts on it. */
import { isRowId } from '#kit/ids.ts';
import type { Result } from '#kit/result.ts';
import { auditedChange } from '#platform/audit.ts';
import { notAllowed, notFound } from '#platform/errors.ts';
import { isGiven, stateOf } from '#platform/file-scans.ts';
import { may } from '#rules/permissions.ts';
import { parseForm, typedText } from '#web/form.ts';
import { type Answer, download, type Page, redirect, staffPage } from '#web/page.ts';
import { progressNow } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import { demandPage } from './disclosure-demand-pages.ts';
import type { Attempt } from './disclosure-do-parts.ts';
import { approveForm, closeForm, extendForm, registerForm, returnForm } from './disclosure-forms.ts';
import { approve, returnToOfficer, sendToCounsel } from './disclosure-mark-service.ts';
import { demandPath } from './disclosure-paths.ts';
import { makeProduction, openProduction } from './disclosure-production-service.ts';
import { type DeskQuestions, lawOf } from './disclosure-questions.ts';
import { readDemand } from './disclosure-reading.ts';
import { newDemandPage, registerCsv, registerPage } from './disclosure-register-pages.ts';
import { askClosing, closeDemand, extendDemand, registerDemand, takeBackDemand } from './disclosure-service.ts';
import { demandById, demandLines } from './disclosure-store.ts';
import { tarOf } from './disclosure-tar.ts';

async function demandsNow(page: Page) {
  const lines = await demandLines(page.city.db);
  return lines.map((line) => ({ ...line, progress: progressNow(page.city, line) }));
}

export async function showRegister(page: Page): Promise<Answer> {
  return staffPage(page.t('disclosure.register.title'), registerPage(page, await demandsNow(page)));
}

export async function giveRegister(page: Page): Promise<Answer> {
  return download('records-demands.csv', 'text/csv; charset=utf-8', registerCsv(page, await demandsNow(page)));
}

export async function showNew(page: Page): Promise<Answer> {
  return staffPage(page.t('disclosure.new.title'), newDemandPage(page));
}

export async function register(page: Page): Promise<Answer> {
  const typed = parseForm(registerForm, page.fields);
  const file = page.files.find((one) => one.field === 'file') ?? null;
  const input = typed.ok ? { ...typed.value, file: file && { sha256: file.sha256, name: file.name } } : null;
  const made = input ? await registerDemand(page.city, page.acting, input, lawOf(page.city)) : typed;
  if (made.ok && 'id' in made.value)
    return redirect(demandPath.to({ id: made.value.id }), 'disclosure.demand_registered');
  return staffPage(page.t('disclosure.new.title'), newDemandPage(page, made.ok ? [] : made.refusals), { status: 422 });
}

/** The form again, with what was typed: the paper alone is missing. */
export async function paperTooLarge(page: Page, names: readonly string[]): Promise<Answer> {
  const faults = names.map((name) => ({ key: 'disclosure.form.file-large', field: 'file', values: { name } }));
  return staffPage(page.t('disclosure.new.title'), newDemandPage(page, faults), { status: 422 });
}

export async function showDemand(page: Page, deps: DeskQuestions, attempt: Attempt | null = null): Promise<Answer> {
  const reading = await readDemand(page.city, page.actor, page.params['id'] ?? '');
  const names = new Map((await deps.peopleOf(page.city)).map((one) => [one.personId, one.name]));
  const title = `${page.t(`disclosure.kind.${reading.now.kind}`)} ${reading.now.number}`;
  return staffPage(title, demandPage(page, { reading, names, attempt }), attempt ? { status: 422 } : {});
}

async function after(
  page: Page,
  deps: DeskQuestions,
  door: Attempt['door'],
  event: string,
  result: Result<unknown>,
): Promise<Answer> {
  if (result.ok) return redirect(demandPath.to({ id: page.params['id'] ?? '' }), event);
  if (result.refusals.some(({ key }) => key === 'disclosure.refused.unknown')) throw notFound();
  if (result.refusals.some(({ key }) => key === 'disclosure.refused.not-yours')) throw notAllowed();
  return showDemand(page, deps, { door, faults: result.refusals });
}

const idOf = (page: Page) => page.params['id'] ?? '';

export async function extend(page: Page, deps: DeskQuestions): Promise<Answer> {
  const typed = parseForm(extendForm, page.fields);
  const result = typed.ok
    ? await extendDemand(page.city, page.acting, { demandId: idOf(page), ...typed.value }, lawOf(page.city))
    : typed;
  return after(page, deps, 'extend', 'disclosure.extended', result);
}

export async function send(page: Page, deps: DeskQuestions): Promise<Answer> {
  const result = await sendToCounsel(page.city, page.acting, idOf(page));
  return after(page, deps, 'other', 'disclosure.sent_to_counsel', result);
}

export async function takeBack(page: Page, deps: DeskQuestions): Promise<Answer> {
  const result = await takeBackDemand(page.city, page.acting, idOf(page));
  return after(page, deps, 'other', 'disclosure.taken_back', result);
}

export async function giveBack(page: Page, deps: DeskQuestions): Promise<Answer> {
  const typed = parseForm(returnForm, page.fields);
  const result = typed.ok
    ? await returnToOfficer(page.city, page.acting, { demandId: idOf(page), ...typed.value })
    : typed;
  return after(page, deps, 'return', 'disclosure.returned', result);
}

export async function approveMarks(page: Page, deps: DeskQuestions): Promise<Answer> {
  const typed = parseForm(approveForm, page.fields);
  const result = typed.ok ? await approve(page.city, page.acting, { demandId: idOf(page), ...typed.value }) : typed;
  return after(page, deps, 'other', 'disclosure.approved', result);
}

export async function produceNow(page: Page, deps: DeskQuestions): Promise<Answer> {
  const input = { demandId: idOf(page), isConfirmed: typedText(page.fields, 'isConfirmed') === 'yes' };
  const words = { t: page.t, formats: page.formats, tag: page.locale.tag, say: page.say };
  const result = await makeProduction(page.city, page.acting, input, deps, words);
  return after(page, deps, 'produce', 'disclosure.produced', result);
}

export async function wishToClose(page: Page, deps: DeskQuestions): Promise<Answer> {
  const typed = parseForm(closeForm, page.fields);
  const result = typed.ok ? await askClosing(page.city, page.acting, { demandId: idOf(page), ...typed.value }) : typed;
  return after(page, deps, 'close', 'disclosure.closing_asked', result);
}

export async function close(page: Page, deps: DeskQuestions): Promise<Answer> {
  const result = await closeDemand(page.city, page.acting, idOf(page));
  return after(page, deps, 'other', 'disclosure.closed', result);
}

/** A part of a production, or all of it as one tar. */
export async function giveProduction(page: Page): Promise<Answer> {
  const { id = '', production = '', part = '' } = page.params;
  if (!isRowId(id) || !/^\d{1,4}$/.test(production)) throw notFound();
  const input = { demandId: id, number: Number(production), part };
  const found = await openProduction(page.city, page.acting, input);
  if (!found.ok) throw notFound();
  const { demand_number: number, parts, made_at: madeAt } = found.value;
  const fileName = `${number}-${production}-${part}`;
  if (part === 'production.tar') return { kind: 'stream', ...tarOf(page.city.files, parts, madeAt), fileName };
  const own = parts.find((one) => one.name === part && !one.isRecordFile);
  if (!own) throw notFound();
  return { kind: 'stream', ...(await page.city.files.open(own.sha256)), fileName };
}

/** The paper that came in, for those who work on the demand; never before the scanner has spoken. */
export async function givePaper(page: Page): Promise<Answer> {
  const demand = await demandById(page.city.db, idOf(page));
  if (!demand?.file_sha256 || !may(page.actor, disclosureActs.read)) throw notFound();
  return giveFile(page, demand, { sha256: demand.file_sha256, name: demand.file_name ?? 'file' });
}

/** Gives a file that somebody sent in, with its audit row; refused as missing while it waits for the scanner. */
export async function giveFile(
  page: Page,
  demand: { id: string; number: string },
  file: { sha256: string; name: string },
): Promise<Answer> {
  if (!isGiven(await stateOf(page.city, file.sha256))) throw notFound();
  const details = { number: demand.number, sha256: file.sha256 };
  const subject = { kind: 'records_demand' as const, id: demand.id };
  await auditedChange(page.city, page.acting, async () => ({
    value: null,
    note: { event: 'disclosure.downloaded', subject, details },
  }));
  return { kind: 'stream', ...(await page.city.files.open(file.sha256)), fileName: file.name };
}
