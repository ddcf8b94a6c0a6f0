/** Who is reminded of what. Pure: people, items and rules come in; nobody gets what they may not see. */
import type { NoticeItem } from '#rules/reminders.ts';
import { may, type Role } from '#rules/permissions.ts';
import type { DueNotice } from './notice-clock.ts';
import type { Reader } from './notice-questions.ts';
import { noticeKinds } from './notice-terms.ts';

/** Those to whom the reminder goes, of whom each may see the item. */
export function readersFor(item: NoticeItem, { kind }: DueNotice, readers: readonly Reader[]): readonly Reader[] {
  const allowed = readers.filter((reader) => may(reader, item.seenBy, item.bodyId));
  const holders = (role: Role, bodyId?: string) =>
    allowed.filter((reader) =>
      reader.grants.some((grant) => grant.role === role && (bodyId === undefined || grant.bodyId === bodyId)),
    );
  switch (noticeKinds[kind].goesTo) {
    case 'body': {
      const handed = allowed.find(
        (reader) => reader.personId === item.handedTo && reader.grants.some((grant) => grant.bodyId === item.bodyId),
      );
      const first = handed ?? holders('liaison', item.bodyId)[0] ?? holders('general_manager', item.bodyId)[0];
      return first ? [first] : [];
    }
    case 'general_manager':
      return holders('general_manager', item.bodyId);
    case 'chief_of_staff':
      return holders('chief_of_staff');
    case 'office':
      return allowed.filter((reader) => reader.grants.some((grant) => item.officeRoles.includes(grant.role)));
  }
}

export type Planned = { item: NoticeItem; notice: DueNotice };

/** For each person what calls for a reminder, in the order of the items. */
export function plannedFor(
  items: readonly NoticeItem[],
  readers: readonly Reader[],
  noticesOf: (item: NoticeItem) => readonly DueNotice[],
): Map<string, Planned[]> {
  const planned = new Map<string, Planned[]>();
  for (const item of items) {
    for (const notice of noticesOf(item)) {
      for (const { personId } of readersFor(item, notice, readers)) {
        const own = planned.get(personId);
        if (own) own.push({ item, notice });
        else planned.set(personId, [{ item, notice }]);
      }
    }
  }
  return planned;
}
