/** Pages of destruction: the lists, one list with what is on it and who decides. */
import type { Refusal } from '#kit/result.ts';
import { may } from '#rules/permissions.ts';
import { errorSummary, textField } from '#web/components/field.ts';
import { recordLine } from '#web/components/record-line.ts';
import { typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { listState } from './destruction-law.ts';
import type { ListReading } from './destruction-reading.ts';
import type { DestructionList, Tally } from './destruction-store.ts';
import { classKey, periodText } from './record-words.ts';
import { retentionActs } from './retention-acts.ts';
import {
  approvePath,
  certificatePath,
  destructionListPath,
  destructionPath,
  proposePath,
  recordsPath,
  refusePath,
} from './retention-paths.ts';

export type ListedList = { list: DestructionList; records: number };

export function listsPage(page: Page, lists: readonly ListedList[]): Html {
  const { t, formats } = page;
  const rows = lists.map(
    ({ list, records }) =>
      html`<tr><th scope="row"><a href="${page.link(destructionListPath.to({ id: list.id }))}">${t('destruction.page.name', { number: list.number })}</a></th><td data-label="${t('destruction.table.drafted')}">${formats.instant(list.draftedAt)}</td><td data-label="${t('destruction.table.records')}">${formats.number(records)}</td><td>${stateTag(page, list)}</td></tr>`,
  );
  return html`<h1>${t('destruction.list.title')}</h1><p class="usa-intro">${t('destruction.list.intro')}</p>
<p><a href="${page.link(recordsPath.to({}))}">${t('destruction.list.to-records')}</a></p>
${rows.length === 0 ? html`<p>${t('destruction.list.empty')}</p>` : html`<section class="st-scroll" tabindex="0" aria-label="${t('destruction.list.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('destruction.list.caption')}</caption><thead><tr><th scope="col">${t('destruction.table.list')}</th><th scope="col">${t('destruction.table.drafted')}</th><th scope="col">${t('destruction.table.records')}</th><th scope="col">${t('destruction.table.state')}</th></tr></thead><tbody>${rows}</tbody></table></section>`}`;
}

function stateTag(page: Page, list: DestructionList): Html {
  const state = listState(list);
  const tone = state === 'finished' ? 'met' : state === 'refused' ? 'quiet' : 'open';
  return html`<span class="usa-tag st-tag--${tone}">${page.t(`destruction.state.${state}`)}</span>`;
}

export type ListView = ListReading & { names: ReadonlyMap<string, string>; faults: readonly Refusal[] };

export function listPage(page: Page, view: ListView): Html {
  const { t } = page;
  const { list, faults } = view;
  return html`<p class="st-back"><a href="${page.link(destructionPath.to({}))}">${t('destruction.page.back')}</a></p>
<h1>${t('destruction.page.name', { number: list.number })} ${stateTag(page, list)}</h1>${errorSummary(page, faults, ['reason'], 'refuse')}
<p class="usa-intro">${t(`destruction.says.${listState(list)}`)}</p>
${list.finishedAt ? html`<p><a class="usa-button" href="${page.link(certificatePath.to({ id: list.id }))}">${t('destruction.page.certificate')}</a></p>` : null}
${facts(page, view)}${tallyTable(page, view.tally, t('destruction.page.on-it'))}${decide(page, view)}`;
}

function facts(page: Page, { list, names }: ListView): Html {
  const { t, formats } = page;
  const who = (id: string | null) => (id ? (names.get(id) ?? t('destruction.page.somebody')) : '');
  return html`<dl class="st-facts"><dt>${t('destruction.fact.drafted')}</dt><dd>${formats.instant(list.draftedAt)}, ${t('destruction.page.by-itself')}</dd>
${list.proposedAt ? html`<dt>${t('destruction.fact.proposed')}</dt><dd>${formats.instant(list.proposedAt)}, ${who(list.proposedBy)}</dd>` : null}
${list.decidedAt ? html`<dt>${t(`destruction.fact.${list.decision ?? 'approved'}`)}</dt><dd>${formats.instant(list.decidedAt)}, ${who(list.decidedBy)}</dd>` : null}
${list.refusal ? html`<dt>${t('destruction.fact.refusal')}</dt><dd class="st-words">${list.refusal}</dd>` : null}
${list.finishedAt ? html`<dt>${t('destruction.fact.finished')}</dt><dd>${formats.instant(list.finishedAt)}</dd>` : null}</dl>`;
}

/** Which kinds, under which rule, from which days, and what became of them. */
export function tallyTable(page: Page, tally: readonly Tally[], caption: string): Html {
  const { t, formats, say } = page;
  const law = page.city.profile.records;
  const rows = tally.map((one) => {
    const rule = law?.schedules.find((schedule) => schedule.id === one.scheduleId);
    const days =
      one.from === one.to
        ? formats.date(one.from)
        : t('destruction.table.days', { from: formats.date(one.from), to: formats.date(one.to) });
    return html`<tr><th scope="row">${t(classKey(one.classId, 'name'))}</th><td data-label="${t('destruction.table.records')}">${formats.number(one.count)}</td><td data-label="${t('destruction.table.ended')}">${days}</td>
<td data-label="${t('destruction.table.rule')}">${rule ? html`${say(rule.title)}: ${periodText(page, rule)} <span class="st-cite">${rule.citation}</span>` : one.scheduleId}</td><td>${t(`destruction.outcome.${one.outcome ?? 'waits'}`)}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${caption}"><table class="usa-table usa-table--borderless st-stack"><caption>${caption}</caption>
<thead><tr><th scope="col">${t('destruction.table.kind')}</th><th scope="col">${t('destruction.table.records')}</th><th scope="col">${t('destruction.table.ended')}</th><th scope="col">${t('destruction.table.rule')}</th><th scope="col">${t('destruction.table.outcome')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function decide(page: Page, { list, faults }: ListView): Html | null {
  const { t, actor } = page;
  const state = listState(list);
  if (state === 'drafted' && may(actor, retentionActs.proposeDestruction)) {
    return html`<section class="st-section st-do" aria-labelledby="do"><h2 id="do">${t('destruction.do.propose-title')}</h2><form action="${page.link(proposePath.to({ id: list.id }))}" method="post">${page.formToken()}<p>${t('destruction.do.propose-text')}</p><button class="usa-button" type="submit">${t('destruction.do.propose')}</button></form></section>`;
  }
  if (state !== 'proposed' || !may(actor, retentionActs.approveDestruction)) return null;
  if (list.proposedBy === actor?.personId) return html`<p>${t('destruction.do.second')}</p>`;
  const law = page.city.profile.records;
  const approval = law
    ? html`<p>${t('destruction.do.law', { who: page.say(law.destruction.approval) })} <span class="st-cite">${law.destruction.citation}</span></p>`
    : null;
  return html`<section class="st-section st-do" aria-labelledby="do"><h2 id="do">${t('destruction.do.decide-title')}</h2>${approval}
<form action="${page.link(approvePath.to({ id: list.id }))}" method="post">${page.formToken()}<p>${t('destruction.do.approve-text')}</p><button class="usa-button" type="submit">${t('destruction.do.approve')}</button></form>
<details class="st-fold"${faults.length > 0 ? html` open` : null}><summary>${t('destruction.do.refuse-title')}</summary><form class="usa-form usa-form--large st-form" action="${page.link(refusePath.to({ id: list.id }))}" method="post" novalidate>${page.formToken()}
<p>${t('destruction.do.refuse-text')}</p>${textField(page, { name: 'reason', label: t('destruction.field.reason'), rows: 3, value: typedText(page.fields, 'reason'), faults, idPrefix: 'refuse' })}${recordLine(page, 'retention.destruction')}
<button class="usa-button usa-button--outline" type="submit">${t('destruction.do.refuse')}</button></form></details></section>`;
}
