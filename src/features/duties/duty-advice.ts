/** Counsel's advice, privileged: kept under the key of its act and opened for those who decide alone. */
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { openFields, sealField } from '#platform/sealed-fields.ts';
import { type NewDutyAct, sealAct, unsealedAdvice } from './duty-store.ts';
import type { DutyActRow } from './duty-tables.ts';

const kind = 'duties.act';
const field = 'advice';

/** The act as it is written: no plain word of the advice. */
export async function sealedAdvice(city: City, tx: Tx, act: NewDutyAct): Promise<NewDutyAct> {
  return { ...act, text: '', sealed_text: await sealField(city, tx, { kind, id: act.id }, field, act.text) };
}

/** The acts with their advice opened; the advice of a destroyed key stays without words. */
export async function openAdvice(city: City, acts: readonly DutyActRow[]): Promise<DutyActRow[]> {
  const sealed = acts.flatMap((act) => (act.sealed_text ? [{ id: act.id, text: act.sealed_text }] : []));
  if (sealed.length === 0) return [...acts];
  const opened = await openFields(city, city.db, kind, field, sealed);
  return acts.map((act) => (act.sealed_text ? { ...act, text: opened.get(act.id) ?? '' } : act));
}

/** Seals advice that was written before there were keys; answers how many. Doing it again finds none. */
export async function sealOldAdvice(city: City, tx: Tx): Promise<number> {
  const acts = await unsealedAdvice(tx);
  for (const { id, text } of acts) await sealAct(tx, id, await sealField(city, tx, { kind, id }, field, text));
  return acts.length;
}
