/** What a wing says on the administration's first page: a state in a few lines, and where something can be done about it. */
import type { IsoDate } from '#kit/dates.ts';
import type { Act } from '#rules/permissions.ts';
import type { City } from './city.ts';

/** How much a card asks of the reader; the page shows them in this order. */
export const cardWeights = [
  /** Something stands still until an administrator acts. */
  'act',
  /** Worth a look this week. */
  'look',
  /** As it should be: the line says so, with its figure. */
  'fine',
] as const;
export type CardWeight = (typeof cardWeights)[number];

export type AdminCard = {
  /** One of its kind on the page, such as `mail`. */
  id: string;
  titleKey: string;
  /** Sentence keys with what the sentences name; at least one. A value `IsoDate` or `IsoInstant` is shown as a day or a time. */
  lines: readonly { key: string; values?: Record<string, string | number> }[];
  /** A path inside the city. The card leads there for those who hold the act, and is shown to them alone. */
  href: string;
  act: Act;
  weight: CardWeight;
};

/** Exported by a wing as `<x>AdminCards`, collected by `start/`. Only reads; `today` is the city's own day. */
export type AdminCards = (city: City, today: IsoDate) => Promise<readonly AdminCard[]>;
