/** The scope of a hold in sentences, for pages and for mail. */
import type { LocalText } from '#kit/text.ts';
import type { Formats, Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { classKey } from './record-words.ts';
import { type HoldScope, isEverything } from './legal-hold-terms.ts';

export type Saying = { t: Translate; formats: Formats; say(text: LocalText): string; city: Pick<City, 'profile'> };

/** One line for each part that is given; all of them must fit. */
export function scopeLines({ t, formats, say, city }: Saying, scope: HoldScope): string[] {
  if (isEverything(scope)) return [t('legal-hold.scope.everything')];
  const { classIds, bodyIds, recordIds, from, to, words } = scope;
  const bodyName = (id: string) => {
    const body = city.profile.bodies.find((one) => one.id === id);
    return body ? say(body.name) : id;
  };
  const lines: string[] = [];
  if (classIds.length > 0)
    lines.push(t('legal-hold.scope.classes', { list: classIds.map((id) => t(classKey(id, 'name'))).join('; ') }));
  if (bodyIds.length > 0) lines.push(t('legal-hold.scope.departments', { list: bodyIds.map(bodyName).join('; ') }));
  if (recordIds.length > 0) lines.push(t('legal-hold.scope.records', { count: recordIds.length }));
  if (from && to) lines.push(t('legal-hold.scope.between', { from: formats.date(from), to: formats.date(to) }));
  else if (from) lines.push(t('legal-hold.scope.from', { from: formats.date(from) }));
  else if (to) lines.push(t('legal-hold.scope.to', { to: formats.date(to) }));
  if (words.length > 0) lines.push(t('legal-hold.scope.words', { list: words.join(' ') }));
  return lines;
}
