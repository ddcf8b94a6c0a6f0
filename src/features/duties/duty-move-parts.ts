/** What can be done to a task now: the likeliest step in the open with the one primary button, the others behind a line. */
import { recordLine } from '#web/components/record-line.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { typedPoints } from './duty-forms.ts';
import { movePaths, nudgesPath, type PageMove } from './duty-paths.ts';
import { eventForm } from './duty-event-parts.ts';
import { openAsk } from './duty-history-parts.ts';
import { submitFields } from './duty-submit-parts.ts';
import type { Attempt, TaskReading } from './duty-task-reading.ts';

/** How many rows for points a review begins with, and how many more each time. */
export const pointRows = 5;
export const mostPointRows = 60;

/** The first of these that is possible stands in the open. */
const likeliest: readonly PageMove[] = [
  'accept',
  'answer_question',
  'refuse_more_time',
  'refuse_exemption',
  'submit',
  'take_back',
];
/** Two answers to one question: the friendlier one leads. */
const leads: Partial<Record<PageMove, PageMove>> = { refuse_more_time: 'extend', refuse_exemption: 'excuse' };

export function attemptSummary(page: Page, attempt: Attempt | null): Html | null {
  if (!attempt || attempt.faults.length === 0) return null;
  const fields = attempt.faults.flatMap((fault) => (fault.field ? [fault.field] : []));
  return errorSummary(page, attempt.faults, fields, attempt.move);
}

export function movesSection(page: Page, reading: TaskReading, attempt: Attempt | null): Html | null {
  const { moves, mayNudge, mayRecordEvent } = reading;
  const primary = primaryOf(reading);
  const others = [...moves].filter((move) => move !== primary);
  const rows = others.map((move) => folded(page, reading, attempt, move));
  const nothing =
    moves.size === 0 && !mayNudge && !mayRecordEvent
      ? html`<p>${page.t(page.isPast ? 'task.do.past' : `task.do-nothing.${reading.task.view.stage}`)}</p>`
      : null;
  return html`<section class="st-section st-do" aria-labelledby="do"><h2 id="do">${page.t('task.do.title')}</h2>${nothing}
${openAsk(page, reading)}
${attempt && attempt.move !== 'event' && !moves.has(attempt.move) ? typedBefore(page) : null}
${mayRecordEvent ? eventForm(page, reading.task.row.id, attempt?.move === 'event' ? attempt.faults : null) : null}
${primary ? html`<div class="st-do__primary"><h3>${page.t(`task.move.${primary}`)}</h3>${moveForm(page, reading, attempt, primary, true)}</div>` : null}
${mayNudge ? nudgeForm(page, reading) : null}
${rows}</section>`;
}

/** Somebody moved in between: the form is gone, what was typed is not. */
function typedBefore(page: Page): Html | null {
  const text = typedText(page.fields, 'text');
  const points = typedPoints(page.fields).filter((point) => point.text !== '');
  if (text === '' && points.length === 0) return null;
  return html`<section class="usa-summary-box" aria-labelledby="typed"><div class="usa-summary-box__body"><h3 class="usa-summary-box__heading" id="typed">${page.t('task.do.typed')}</h3><div class="usa-summary-box__text">${text ? html`<p class="st-words">${text}</p>` : null}${points.length > 0 ? html`<ul class="usa-list">${points.map((point) => html`<li>${point.about} ${point.text}</li>`)}</ul>` : null}</div></div></section>`;
}

function primaryOf({ moves }: TaskReading): PageMove | null {
  const found = likeliest.find((move) => moves.has(move));
  return found ? (leads[found] ?? found) : null;
}

function folded(page: Page, reading: TaskReading, attempt: Attempt | null, move: PageMove): Html {
  const isOpen = attempt?.move === move;
  return html`<details class="st-fold"${isOpen ? html` open` : null}><summary>${page.t(`task.move.${move}`)}</summary>${moveForm(page, reading, attempt, move, false)}</details>`;
}

function moveForm(page: Page, reading: TaskReading, attempt: Attempt | null, move: PageMove, isPrimary: boolean): Html {
  const typed: Typed = attempt?.move === move ? page.fields : {};
  const action = page.link(movePaths[move].to({ id: reading.task.row.id }));
  const isUpload = move === 'submit';
  return html`<form class="usa-form usa-form--large st-form" action="${action}" method="post"${isUpload ? html` enctype="multipart/form-data"` : null}>${page.formToken()}
<p>${page.t(`task.move-says.${move}`)}</p>
${fieldsOf(page, reading, attempt, move, typed)}${moveRecord(page, move)}
<button class="usa-button${isPrimary ? '' : ' usa-button--outline'}" type="submit">${page.t(`task.button.${move}`)}</button></form>`;
}

/** What is typed becomes a part of the task; advice is privileged, points of a review are drafts. */
function moveRecord(page: Page, move: PageMove): Html | null {
  if (move === 'submit') return recordLine(page, 'duties.submission');
  return recordLine(page, 'duties.act', move === 'advise' ? 'advice' : move === 'return' ? undefined : 'words');
}

function fieldsOf(page: Page, reading: TaskReading, attempt: Attempt | null, move: PageMove, typed: Typed): Html {
  const faults = attempt?.move === move ? attempt.faults : [];
  const shared = { faults, idPrefix: move };
  const day = (name: 'wishedOn' | 'newDueOn', value: string, isOptional = false) =>
    textField(page, {
      ...shared,
      name,
      label: page.t(`task.field.${name}`),
      hint: page.t(`task.field-hint.${name}`),
      type: 'date',
      value: typedText(typed, name) || value,
      isOptional,
    });
  const text = textBox(page, move, typed, shared);
  switch (move) {
    case 'submit':
      return submitFields(page, reading, typed, faults);
    case 'ask_more_time':
      return html`${day('wishedOn', '')}${text}`;
    case 'extend':
      return html`${day('newDueOn', wishedDay(reading))}${text}`;
    case 'hand_over': {
      const choices = [
        { value: '', label: page.t('task.field.choose') },
        ...reading.colleagues.map(({ personId, name }) => ({ value: personId, label: name })),
      ];
      return html`${selectField(page, { ...shared, name: 'toPersonId', label: page.t('task.field.toPersonId'), value: typedText(typed, 'toPersonId'), choices })}${text}`;
    }
    case 'accept':
      return html`${lookedAt(reading)}${text}`;
    case 'return':
      return html`${lookedAt(reading)}${pointFields(page, typed, faults)}${reading.task.view.dueOn && reading.moves.has('extend') ? day('newDueOn', '', true) : null}${text}`;
    default:
      return text;
  }
}

const optionalText: ReadonlySet<PageMove> = new Set<PageMove>(['take_back', 'hand_over', 'accept', 'return']);

function textBox(
  page: Page,
  move: PageMove,
  typed: Typed,
  shared: { faults: Attempt['faults']; idPrefix: string },
): Html {
  const isOptional = optionalText.has(move);
  return textField(page, {
    ...shared,
    name: 'text',
    label: page.t(`task.text.${move}`),
    value: typedText(typed, 'text'),
    rows: 4,
    isOptional,
  });
}

/** The review says which version it looked at, so that a newer one is not accepted unseen. */
function lookedAt(reading: TaskReading): Html | null {
  const newest = reading.file.submissions[0];
  return newest ? html`<input type="hidden" name="submissionId" value="${newest.id}">` : null;
}

function wishedDay(reading: TaskReading): string {
  if (reading.task.view.stage !== 'more_time_asked') return '';
  return reading.file.acts.findLast((act) => act.kind === 'more_time_asked')?.wished_on ?? '';
}

function pointFields(page: Page, typed: Typed, faults: Attempt['faults']): Html {
  const { t } = page;
  const points = typedPoints(typed);
  const wanted = Math.max(pointRows, points.length + (typedText(typed, 'more') ? pointRows : 0));
  const wrong = faults.filter((fault) => fault.field === 'points').map((fault) => t(fault.key, fault.values));
  const rows = Array.from({ length: Math.min(wanted, mostPointRows) }, (_, index) => {
    const number = index + 1;
    return html`<div class="st-point"><label class="usa-label" for="return-about-${number}">${t('task.field.point-about', { number })}</label><input class="usa-input" id="return-about-${number}" name="pointAbout" maxlength="200" value="${points[index]?.about ?? ''}">
<label class="usa-label" for="return-text-${number}">${t('task.field.point-text', { number })}</label><input class="usa-input" id="return-text-${number}" name="pointText" maxlength="1000" value="${points[index]?.text ?? ''}"></div>`;
  });
  const error =
    wrong.length > 0 ? html`<span class="usa-error-message" id="return-points-error">${wrong.join(' ')}</span>` : null;
  return html`<fieldset class="usa-fieldset st-points${error ? ' usa-form-group--error' : ''}" id="return-points" tabindex="-1"${error ? html` aria-describedby="return-points-error"` : null}><legend class="usa-legend">${t('task.field.points')}</legend><span class="usa-hint">${t('task.field-hint.points')}</span>${error}${rows}
<button class="usa-button usa-button--unstyled" type="submit" name="more" value="1">${t('task.button.more-points')}</button></fieldset>`;
}

function nudgeForm(page: Page, reading: TaskReading): Html {
  const { nudgedAt } = reading.task.view;
  const last = nudgedAt
    ? html`<p class="usa-hint">${page.t('task.do.nudged', { at: page.formats.instant(nudgedAt) })}</p>`
    : null;
  return html`<form class="st-do__nudge" action="${page.link(nudgesPath.to({}))}" method="post">${page.formToken()}<input type="hidden" name="taskId" value="${reading.task.row.id}">${last}
<button class="usa-button usa-button--outline" type="submit">${page.t('task.button.nudge')}</button></form>`;
}
