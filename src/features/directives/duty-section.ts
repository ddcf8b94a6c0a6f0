/** One duty on the page of its clause: who, how strongly, by when and why, what counts as proof, who reviews. */
import type { IsoDate } from '#kit/dates.ts';
import { type VerbStrength, verbStrengths } from '#rules/bodies.ts';
import { dueFor, type Occurrence } from '#rules/deadlines.ts';
import { holdersOf } from '#rules/holders.ts';
import type { Clause, Directive, Duty } from '#rules/obligations.ts';
import type { CityProfile } from '#platform/city.ts';
import { Temporal } from 'temporal-polyfill';
import { dueReason } from '#web/components/due-reason.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { dayWords, fact, saidIn, verbWord } from './directive-parts.ts';
import type { DirectiveView } from './directive-reading.ts';

export function dutySection(page: Page, { shown, clause }: DirectiveView & { clause: Clause }, duty: Duty): Html {
  const { t } = page;
  const occurrence = nextOccurrence({
    city: page.city.profile,
    directive: shown.directive,
    clause,
    duty,
    asOf: page.asOf,
  });
  const consequence = saidIn(page, duty.consequence);
  return html`<section class="st-duty" aria-labelledby="duty-${duty.id}"><h3 id="duty-${duty.id}">${page.say(duty.title)}</h3><p>${page.say(duty.ask)}</p>
<dl class="st-facts">
${fact(t('directive.duty.who'), who(page, duty))}
${fact(t('directive.duty.when'), occurrence ? when(page, duty, occurrence) : t('directive.duty.none-ahead'))}
${fact(t('directive.duty.proof'), html`${page.say(duty.proofText)} <span class="st-note">${t('directive.duty.any-of', { kinds: page.formats.list(duty.proof.map((kind) => t(`directive.proof.${kind}`))) })}</span>`)}
${fact(t('directive.duty.reviewer'), page.say(duty.reviewer.text))}
${fact(t('directive.duty.publicity'), t(`directive.publicity.${duty.publicity}`))}
${consequence ? fact(t('directive.duty.consequence'), consequence) : null}
</dl></section>`;
}

/** Each verb with the number of departments that it addresses; their names open below. */
function who(page: Page, duty: Duty): Html {
  const holders = holdersOf(duty, page.city.profile, page.asOf);
  if (holders.length === 0) return html`${page.t('directive.duty.nobody')}`;
  const groups = verbStrengths.flatMap((verb: VerbStrength) => {
    const names = holders.filter((holder) => holder.verbStrength === verb).map((holder) => page.say(holder.body.name));
    return names.length > 0 ? [{ verb, names }] : [];
  });
  const rows = groups.map(({ verb, names }) => {
    if (names.length <= 3)
      return html`<li>${page.t('directive.duty.addressed', { verb: verbWord(page, verb), names: page.formats.list(names) })}</li>`;
    return html`<li><details class="st-fold"><summary>${page.t('directive.duty.addressed-count', { verb: verbWord(page, verb), count: names.length })}</summary><p>${page.formats.list(names)}</p></details></li>`;
  });
  return html`<ul class="usa-list usa-list--unstyled">${rows}</ul>${duty.holders.isJoint ? html`<p class="st-note">${page.t('directive.duty.joint')}</p>` : null}`;
}

function when(page: Page, duty: Duty, occurrence: Occurrence): Html {
  const { t } = page;
  const { dueOn, state, reasons } = occurrence;
  const date = dueOn
    ? dayWords(page, dueOn)
    : t(`directive.duty.${state === 'waiting' ? 'waits' : duty.trigger.kind === 'event' ? 'each-time' : 'no-date'}`);
  const summary = duty.deadline.kind === 'recurrence' && dueOn ? t('directive.duty.next', { day: date }) : date;
  return dueReason(page, { summary, reasons, unless: dueOn ? t('directive.duty.unless') : null });
}

/**
 * The date that a page shows for a duty: the only one, or of a duty that repeats the first that has not passed. Null
 * when a repetition has ended. A recurrence that is rarer than once in two years shows nothing ahead.
 */
export function nextOccurrence(question: {
  city: Pick<CityProfile, 'timeZone' | 'calendars'>;
  directive: Directive;
  clause: Clause;
  duty: Duty;
  asOf: IsoDate;
}): Occurrence | null {
  const { city, directive, clause, duty, asOf } = question;
  const from = duty.deadline.kind === 'recurrence' && asOf > directive.signedOn ? asOf : null;
  const to = Temporal.PlainDate.from(asOf > directive.signedOn ? asOf : directive.signedOn)
    .add({ years: 2 })
    .toString() as IsoDate;
  const citation = `${directive.shortTitle}, ${clause.id}`;
  const { signedOn, effectiveOn } = directive;
  return (
    dueFor({
      trigger: duty.trigger,
      deadline: duty.deadline,
      signedOn,
      effectiveOn,
      timeZone: city.timeZone,
      calendars: city.calendars,
      citation,
      from,
      to,
    })[0] ?? null
  );
}
