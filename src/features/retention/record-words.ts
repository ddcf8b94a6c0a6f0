/** How kinds of records are said: their sentence keys, how long they are kept, what their text becomes. */
import type { LocalText } from '#kit/text.ts';
import type { Translate } from '#i18n/translate.ts';
import type { Disclosure, RecordsLaw, RetentionSchedule } from '#rules/record-classes.ts';

type Saying = { t: Translate; say(text: LocalText): string };

/** `records.class.duties_act.name`. */
export function classKey(classId: string, part: 'name' | 'why' | 'subpoena'): string {
  return `records.class.${classId.replace(/[.-]/g, '_')}.${part}`;
}

/** `2 years after the task or matter was settled`. */
export function periodText({ t }: Pick<Saying, 't'>, schedule: RetentionSchedule | null): string {
  if (!schedule) return t('records.period.none');
  const { keep, after } = schedule;
  if (keep === 'permanent') return t('records.period.permanent');
  return t(`records.period.${keep.unit}`, { count: keep.count, event: t(`records.event.${after}`) });
}

/** `Withheld: privacy of a person (Gov. Code 7927.700)`. */
export function disclosureText({ t, say }: Saying, disclosure: Disclosure, law: RecordsLaw | null): string {
  if (disclosure.kind === 'public_on_request') return t('records.disclosure.public_on_request');
  if (disclosure.kind === 'privileged') return t(`records.disclosure.${disclosure.privilege}`);
  const ground = law?.grounds.find((one) => one.id === disclosure.ground);
  if (!ground) return t('records.disclosure.withheld-unnamed');
  return t('records.disclosure.withheld', { ground: say(ground.name), citation: ground.citation });
}
