/** The mail to departments that a legal hold concerns: do not delete, and where to say that one has read this. */
import { newId } from '#kit/ids.ts';
import { localText } from '#kit/text.ts';
import type { City } from '#platform/city.ts';
import type { Tx } from '#platform/database.ts';
import { writeMail } from '#platform/mail.ts';
import type { BodyId } from '#rules/bodies.ts';
import { insertNotice } from './legal-hold-store.ts';
import type { HoldScope } from './legal-hold-terms.ts';
import { scopeLines } from './legal-hold-words.ts';
import { holdPath } from './retention-paths.ts';
import type { HoldContact, RetentionQuestions } from './retention-questions.ts';

type Hold = { id: string; number: number; scope: HoldScope };

/** One mail a person, however many departments; answers how many people were told. Neither matter nor reason is in it. */
export async function writeHoldMails(
  city: City,
  tx: Tx,
  hold: Hold,
  bodyIds: readonly BodyId[],
  questions: Pick<RetentionQuestions, 'contactsOf' | 'wordsOf' | 'linkFor'>,
): Promise<number> {
  const inside = { ...city, db: tx };
  const people = new Map<string, HoldContact>();
  for (const bodyId of bodyIds) {
    for (const contact of await questions.contactsOf(inside, bodyId)) {
      people.set(contact.personId, contact);
      const { personId } = contact;
      await insertNotice(tx, { id: newId(), holdId: hold.id, bodyId, personId, mailedAt: city.clock.now() });
    }
  }
  for (const contact of people.values()) if (contact.email) await writeOne(city, tx, hold, contact, questions);
  return people.size;
}

async function writeOne(
  city: City,
  tx: Tx,
  hold: Hold,
  contact: HoldContact,
  { wordsOf, linkFor }: Pick<RetentionQuestions, 'wordsOf' | 'linkFor'>,
): Promise<void> {
  const { t, formats, tag } = wordsOf(city, contact.locale);
  const path = holdPath.to({ id: hold.id });
  const say = (text: Parameters<typeof localText>[0]) => localText(text, tag);
  const scope = scopeLines({ t, formats, say, city }, hold.scope).map((line) => `- ${line}`);
  const practice = city.profile.practice ? [t('legal-hold.mail.practice'), ''] : [];
  const body = [
    ...practice,
    t('legal-hold.mail.greeting', { name: contact.name }),
    '',
    t('legal-hold.mail.what', { number: hold.number }),
    ...scope,
    '',
    t('legal-hold.mail.do'),
    '',
    t('legal-hold.mail.confirm'),
    linkFor(city, path, tag),
  ].join('\n');
  const subject = t('legal-hold.mail.subject', { number: hold.number, city: say(city.profile.name) });
  await writeMail(city, tx, {
    toPersonId: contact.personId,
    toAddress: contact.email ?? '',
    subject,
    body,
    about: { kind: 'legal_hold', id: hold.id },
  });
}
