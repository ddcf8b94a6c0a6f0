/** The sentence that is signed, word for word as it is kept. */
import { localText } from '#kit/text.ts';
import type { Translate } from '#i18n/translate.ts';
import type { City } from '#platform/city.ts';
import { statementVersion } from './duty-terms.ts';
import type { Task } from './duty-view.ts';

export function statementWords(city: City, { view, version }: Task, { t, tag }: { t: Translate; tag: string }): string {
  const body = city.profile.bodies.find((one) => one.id === view.bodyId);
  const { duty, directiveShortTitle } = version.document;
  return t(`duty.statement.${statementVersion}`, {
    department: body ? localText(body.name, tag) : view.bodyId,
    clause: `${directiveShortTitle}, ${view.clauseId}`,
    ask: localText(duty.ask, tag),
  });
}
