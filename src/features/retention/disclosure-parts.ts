/** Parts that several pages of the disclosure desk share. */
import type { WithholdingGround } from '#rules/record-classes.ts';
import type { IsoDate } from '#kit/dates.ts';
import type { RecordSource } from '#platform/record-source.ts';
import { type Html, html, type HtmlPart } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import type { Progress, Stage } from './disclosure-progress.ts';
import { demandPath, demandsPath } from './disclosure-paths.ts';
import { classKey } from './record-words.ts';
import type { TextMark, FileMark } from './disclosure-terms.ts';

export function back(page: Page, demand?: { id: string; number: string }): Html {
  return demand
    ? html`<p class="st-back"><a href="${page.link(demandPath.to({ id: demand.id }))}">${page.t('disclosure.back.demand', { number: demand.number })}</a></p>`
    : html`<p class="st-back"><a href="${page.link(demandsPath.to({}))}">${page.t('disclosure.back.register')}</a></p>`;
}

const tags: Partial<Record<Stage, string>> = { produced: 'met', closed: 'quiet', approved: 'met' };

export function stageTag(page: Page, { stage, isLate }: Progress): Html {
  const tag = html`<span class="usa-tag st-tag--${tags[stage] ?? 'open'}">${page.t(`disclosure.stage.${stage}`)}</span>`;
  return isLate ? html`${tag} <span class="usa-tag st-tag--late">${page.t('disclosure.stage.late')}</span>` : tag;
}

export function dayWithDistance(page: Page, on: IsoDate): string {
  return `${page.formats.date(on)} (${page.formats.daysFrom(page.today, on)})`;
}

export function className(page: Pick<Page, 't'>, classId: string): string {
  return page.t(classKey(classId, 'name'));
}

export function bodyName(page: Page, bodyId: string | null): string {
  const body = page.city.profile.bodies.find((one) => one.id === bodyId);
  return body ? page.say(body.name) : '';
}

/** Classes of which words can see only a part, because some of their fields are sealed. */
export function hasSealed({ class: { fields } }: RecordSource): boolean {
  return fields.some((field) => field.isRestricted);
}

export function groundWords(page: Page, ground: WithholdingGround): string {
  const citation =
    ground.textStatus === 'verified'
      ? ground.citation
      : `${ground.citation}, ${page.t('disclosure.ground.unverified')}`;
  return `${page.say(ground.name)} (${citation})`;
}

/** What a mark says, in a line. */
export function markWords(page: Page, mark: TextMark | FileMark, grounds: readonly WithholdingGround[]): string {
  const word = page.t(`disclosure.decision.${mark.decision}`);
  const ground = grounds.find((one) => one.id === mark.ground);
  const why = ground
    ? groundWords(page, ground)
    : mark.privilege
      ? page.t(`disclosure.privilege.${mark.privilege}`)
      : '';
  return why ? `${word}: ${why}` : word;
}

export function facts(rows: readonly (readonly [string, HtmlPart])[]): Html {
  return html`<dl class="st-facts">${rows.map(([name, value]) => html`<div class="st-fact"><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}
