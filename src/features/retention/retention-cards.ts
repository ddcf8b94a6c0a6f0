/** What the law of records says on the administration's first page: lists that wait, holds that stand. */
import type { AdminCard, AdminCards } from '#platform/admin-card.ts';
import { listState } from './destruction-law.ts';
import { openLists } from './destruction-store.ts';
import { listHolds } from './legal-hold-store.ts';
import { holdState } from './legal-hold-terms.ts';
import { retentionActs } from './retention-acts.ts';
import { destructionPath, holdsPath } from './retention-paths.ts';

export const retentionAdminCards: AdminCards = async (city) => {
  const [lists, holds] = await Promise.all([openLists(city.db), listHolds(city)]);
  const drafted = lists.filter((list) => listState(list) === 'drafted').length;
  const waiting = lists.length - drafted;
  const standing = holds.filter((hold) => holdState(hold) !== 'lifted').length;
  const destruction: AdminCard = {
    id: 'destruction',
    titleKey: 'records.card.destruction',
    lines: [
      drafted > 0 ? { key: 'records.card.drafted', values: { count: drafted } } : { key: 'records.card.none-drafted' },
      ...(waiting > 0 ? [{ key: 'records.card.waiting', values: { count: waiting } }] : []),
    ],
    href: destructionPath.to({}),
    act: retentionActs.readDestruction,
    weight: drafted > 0 ? 'look' : 'fine',
  };
  const held: AdminCard = {
    id: 'legal-holds',
    titleKey: 'records.card.holds',
    lines: [
      standing > 0
        ? { key: 'records.card.standing', values: { count: standing } }
        : { key: 'records.card.none-standing' },
    ],
    href: holdsPath.to({}),
    act: retentionActs.readHolds,
    weight: 'fine',
  };
  return [destruction, held];
};
