/** The page of one record at the desk: its texts with the passages to tick, what becomes of each, and counsel's word. */
import { recordLine } from '#web/components/record-line.ts';
import type { WithholdingGround } from '#rules/record-classes.ts';
import type { Refusal } from '#kit/result.ts';
import type { RecordSource, WholeRecord } from '#platform/record-source.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { DemandNow } from './disclosure-act-service.ts';
import { disclosureActs } from './disclosure-acts.ts';
import type { EntryRow } from './disclosure-entry-store.ts';
import { isPrivilegedByClass } from './disclosure-mark-law.ts';
import { recordNumber } from './disclosure-numbers.ts';
import { back, bodyName, className, facts, groundWords, markWords } from './disclosure-parts.ts';
import { entryFilePath, entryPath, rulePath } from './disclosure-paths.ts';
import { allowed } from './disclosure-progress.ts';
import { type Hit, passages, scan } from './disclosure-scan-law.ts';
import { decisions, type FileMark, type Marks, privileges, type TextMark } from './disclosure-terms.ts';

export type MarkView = {
  demand: DemandNow;
  entry: EntryRow;
  source: RecordSource;
  record: WholeRecord;
  /** Those that hold, or what a mark begins with, or what was typed before. */
  marks: Marks;
  note: string;
  digest: string;
  grounds: readonly WithholdingGround[];
  rulings: ReadonlyMap<number, boolean>;
  /** Names that the scan looks for. */
  names: readonly string[];
  /** Who saved the marks that hold. */
  markedBy: string | null;
  neighbours: { before: string | null; after: string | null; nextUnmarked: string | null };
  /** Somebody saved other marks while these were typed. */
  theirs: Marks | null;
};

export function markPage(page: Page, view: MarkView, faults: readonly Refusal[] = []): Html {
  const { t } = page;
  const { demand, entry, record, source } = view;
  const number = recordNumber(demand.number, entry.position);
  const isOpen =
    allowed.mark.has(demand.progress.stage) && !entry.left_out_at && may(page.actor, disclosureActs.handle);
  const name = record.link ? html`<a href="${page.linkTo(record.link)}">${record.title}</a>` : html`${record.title}`;
  return html`${back(page, demand)}<h1>${number}</h1>
<p>${t('disclosure.marked.sentence', { marked: demand.marked, records: demand.records })}</p>
${walk(page, view)}
${
  view.theirs
    ? conflict(page, view, view.theirs)
    : errorSummary(
        page,
        faults,
        faults.flatMap(({ field }) => field ?? []),
        'mark',
      )
}
${facts([
  [t('disclosure.mark.record'), html`${className(page, source.class.id)}: ${name}`],
  [t('disclosure.find.made'), page.formats.instant(record.recordedAt)],
  [t('disclosure.find.body'), bodyName(page, record.bodyId) || '—'],
  [
    t('disclosure.mark.state'),
    entry.version === 0
      ? t('disclosure.outcome.unmarked')
      : t('disclosure.mark.by', { outcome: t(`disclosure.outcome.${entry.outcome}`), name: view.markedBy ?? '' }),
  ],
])}
${entry.left_out_at ? html`<p class="st-note">${t('disclosure.mark.left-out')}</p>` : null}
${isOpen ? markForm(page, view) : readOnly(page, view)}
${privilegeSection(page, view)}`;
}

function walk(page: Page, { demand, neighbours }: MarkView): Html {
  const { t } = page;
  const to = (entry: string) => page.link(entryPath.to({ id: demand.id, entry }));
  const link = (entry: string | null, word: string) => (entry ? html`<a href="${to(entry)}">${t(word)}</a>` : null);
  return html`<nav class="st-pages" aria-label="${t('disclosure.mark.walk')}">${link(neighbours.before, 'disclosure.mark.before')}${link(neighbours.after, 'disclosure.mark.after')}${link(neighbours.nextUnmarked, 'disclosure.do.mark-next')}</nav>`;
}

/** Both, side by side: theirs are saved, yours are in the form; saving again is a decision. */
function conflict(page: Page, { record, marks, grounds, markedBy }: MarkView, theirs: Marks): Html {
  const { t } = page;
  const rows = record.texts.flatMap(({ field }, place) => {
    const [one, other] = [theirs.texts[place], marks.texts[place]];
    if (!one || !other) return [];
    return [
      html`<tr><th scope="row">${fieldName(page, field)}</th><td data-label="${t('disclosure.conflict.theirs')}">${markWords(page, one, grounds)}</td><td data-label="${t('disclosure.conflict.yours')}">${markWords(page, other, grounds)}</td></tr>`,
    ];
  });
  return html`<div class="usa-alert usa-alert--warning" role="alert"><div class="usa-alert__body"><h2 class="usa-alert__heading">${t('disclosure.conflict.title')}</h2><p class="usa-alert__text">${t('disclosure.conflict.text', { name: markedBy ?? '' })}</p></div></div>
<table class="usa-table usa-table--borderless st-stack"><caption class="usa-sr-only">${t('disclosure.conflict.title')}</caption><thead><tr><th scope="col">${t('disclosure.mark.field')}</th><th scope="col">${t('disclosure.conflict.theirs')}</th><th scope="col">${t('disclosure.conflict.yours')}</th></tr></thead><tbody>${rows}</tbody></table>`;
}

function markForm(page: Page, view: MarkView): Html {
  const { t } = page;
  const { demand, entry, record, marks } = view;
  const texts = record.texts.map(({ field, text }, place) =>
    textFieldset(page, view, { place, name: fieldName(page, field), text, mark: marks.texts[place] as TextMark }),
  );
  const files = record.files.map((file, place) => {
    const mark = marks.files[place] as FileMark;
    const to = page.link(entryFilePath.to({ id: demand.id, entry: entry.id, place: String(place) }));
    return html`<fieldset class="usa-fieldset st-desk__text" id="mark-f${place}"><legend class="usa-legend">${t('disclosure.mark.file', { place: place + 1 })}</legend><p><a href="${to}">${file.name}</a></p><p class="st-note">${t('disclosure.mark.file-says')}</p>${choices(page, view, `f${place}`, mark)}</fieldset>`;
  });
  return html`<form class="usa-form usa-form--large st-form st-desk__form" action="${page.link(entryPath.to({ id: demand.id, entry: entry.id }))}" method="post">${page.formToken()}
<input type="hidden" name="version" value="${entry.version}"><input type="hidden" name="digest" value="${view.digest}">
${record.texts.length + record.files.length === 0 ? html`<p>${t('disclosure.mark.empty')}</p>` : null}
${texts}${files}
${textField(page, { name: 'note', idPrefix: 'mark', label: t('disclosure.mark.note'), hint: t('disclosure.mark.note-hint'), value: view.note, rows: 2, isOptional: true })}
<div class="st-desk__save"><button class="usa-button" type="submit" name="go" value="next">${t('disclosure.mark.save-next')}</button> ${recordLine(page, 'retention.records_demand')}<button class="usa-button usa-button--outline" type="submit" name="go" value="stay">${t('disclosure.mark.save')}</button></div></form>`;
}

type TextPart = { place: number; name: string; text: string; mark: TextMark };

function textFieldset(page: Page, view: MarkView, { place, name, text, mark }: TextPart): Html {
  const { t } = page;
  const { fields } = view.source.class;
  const hits = scan(text, view.names);
  const own = fields.find((field) => field.name === mark.field);
  const hint = own
    ? own.disclosure.kind === 'public_on_request'
      ? t('disclosure.mark.class-public')
      : t(`disclosure.mark.class-${own.disclosure.kind}`)
    : t('disclosure.mark.class-unknown');
  const needsCounsel = isPrivilegedByClass(mark.field, fields) && view.rulings.get(place) !== false;
  return html`<fieldset class="usa-fieldset st-desk__text" id="mark-t${place}"><legend class="usa-legend">${name}</legend>
<p class="st-note">${hint}${needsCounsel ? html` ${t('disclosure.mark.counsel-first')}` : null}</p>
${ticks(page, place, text, hits, mark)}${choices(page, view, `t${place}`, mark)}</fieldset>`;
}

/** The text, passage by passage, each with its box; what the scan found is named, never ticked. */
function ticks(page: Page, place: number, text: string, hits: readonly Hit[], mark: TextMark): Html {
  const { t } = page;
  const rows = passages(text, hits, page.locale.tag).map(({ span: [from, until], hit }, index) => {
    const passage = text.slice(from, until);
    if (passage.trim() === '') return null;
    const id = `mark-t${place}-${index}`;
    const isTicked = mark.spans.some(([a, b]) => a <= from && until <= b);
    const words = hit
      ? html`<mark class="st-hit">${passage}</mark> <span class="usa-tag">${t(`disclosure.hit.${hit}`)}</span>`
      : html`${passage}`;
    return html`<li><div class="usa-checkbox"><input class="usa-checkbox__input" id="${id}" type="checkbox" name="t${place}-passage" value="${from}-${until}"${isTicked ? html` checked` : null}><label class="usa-checkbox__label st-words" for="${id}">${words}</label></div></li>`;
  });
  return html`<ol class="usa-list usa-list--unstyled st-passages" aria-label="${t('disclosure.mark.passages')}">${rows}</ol>`;
}

function choices(page: Page, view: MarkView, name: string, mark: TextMark | FileMark): Html {
  const { t } = page;
  const offered = name.startsWith('f') ? decisions.filter((one) => one !== 'part') : decisions;
  const radios = offered.map((one) => {
    const id = `mark-${name}-${one}`;
    return html`<div class="usa-radio"><input class="usa-radio__input" id="${id}" type="radio" name="${name}" value="${one}"${mark.decision === one ? html` checked` : null}><label class="usa-radio__label" for="${id}">${t(`disclosure.decision.${one}`)}</label></div>`;
  });
  const select = (part: 'ground' | 'privilege', value: string, options: readonly { value: string; label: string }[]) =>
    html`<div><label class="usa-label" for="mark-${name}-${part}">${t(`disclosure.mark.${part}`)}</label><select class="usa-select" id="mark-${name}-${part}" name="${name}-${part}"><option value="">${t('disclosure.mark.none')}</option>${options.map((one) => html`<option value="${one.value}"${one.value === value ? html` selected` : null}>${one.label}</option>`)}</select></div>`;
  const grounds = view.grounds.map((ground) => ({ value: ground.id, label: groundWords(page, ground) }));
  const kinds = privileges.map((value) => ({ value, label: t(`disclosure.privilege.${value}`) }));
  return html`<div class="st-desk__choices">${radios}</div><div class="st-desk__why">${select('ground', mark.ground ?? '', grounds)}${select('privilege', mark.privilege ?? '', kinds)}</div>`;
}

/** For counsel, and once the marks are with counsel: the text with what stays back struck out. */
function readOnly(page: Page, view: MarkView): Html {
  const { t } = page;
  const { record, marks, grounds, entry } = view;
  const texts = record.texts.map(({ field, text }, place) => {
    const mark = marks.texts[place] as TextMark;
    const whole =
      mark.decision === 'release' || mark.decision === 'part' ? null : html`<del class="st-withheld">${text}</del>`;
    return html`<article class="st-desk__text"><h3>${fieldName(page, field)}</h3><p class="st-words">${whole ?? struck(text, mark)}</p><p class="st-note">${entry.version === 0 ? t('disclosure.outcome.unmarked') : markWords(page, mark, grounds)}</p></article>`;
  });
  const files = record.files.map((file, place) => {
    const to = page.link(entryFilePath.to({ id: view.demand.id, entry: entry.id, place: String(place) }));
    return html`<article class="st-desk__text"><h3>${t('disclosure.mark.file', { place: place + 1 })}</h3><p><a href="${to}">${file.name}</a></p><p class="st-note">${entry.version === 0 ? t('disclosure.outcome.unmarked') : markWords(page, marks.files[place] as FileMark, grounds)}</p></article>`;
  });
  return html`<section class="st-section" aria-labelledby="marked"><h2 id="marked">${t('disclosure.mark.read-only')}</h2>${texts}${files}${view.note ? html`<p class="st-words"><strong>${t('disclosure.mark.note')}:</strong> ${view.note}</p>` : null}</section>`;
}

function struck(text: string, { spans }: TextMark): Html {
  const parts: Html[] = [];
  let at = 0;
  for (const [from, until] of spans) {
    parts.push(html`${text.slice(at, from)}<del class="st-withheld">${text.slice(from, until)}</del>`);
    at = until;
  }
  return html`${parts}${text.slice(at)}`;
}

/** Texts that the class or a mark says are privileged: counsel alone decides that one is not. */
function privilegeSection(page: Page, view: MarkView): Html | null {
  const { t } = page;
  const { demand, entry, record, marks, rulings, source } = view;
  const places = record.texts.flatMap(({ field }, place) =>
    isPrivilegedByClass(field, source.class.fields) ||
    marks.texts[place]?.decision === 'privileged' ||
    rulings.has(place)
      ? [{ field, place }]
      : [],
  );
  if (places.length === 0) return null;
  const mayRule =
    may(page.actor, disclosureActs.counsel) &&
    entry.marked_by !== page.actor?.personId &&
    (allowed.mark.has(demand.progress.stage) || allowed.review.has(demand.progress.stage));
  const action = page.link(rulePath.to({ id: demand.id, entry: entry.id }));
  const rows = places.map(({ field, place }) => {
    const word = rulings.get(place);
    const said = word === undefined ? 'open' : word ? 'yes' : 'no';
    const buttons = mayRule
      ? html`<form action="${action}" method="post">${page.formToken()}<input type="hidden" name="place" value="${place}"><button class="usa-button usa-button--outline" type="submit" name="isPrivileged" value="yes">${t('disclosure.rule.yes')}</button> <button class="usa-button usa-button--outline" type="submit" name="isPrivileged" value="no">${t('disclosure.rule.no')}</button></form>`
      : null;
    return html`<li><strong>${fieldName(page, field)}</strong>: ${t(`disclosure.rule.said-${said}`)}${buttons}</li>`;
  });
  return html`<section class="st-section" aria-labelledby="privilege"><h2 id="privilege">${t('disclosure.rule.title')}</h2><p>${t('disclosure.rule.says')}</p><ul class="usa-list">${rows}</ul></section>`;
}

function fieldName({ t }: Page, name: string): string {
  return t(`records.field.${name}`);
}
