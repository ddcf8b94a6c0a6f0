/** A wing says of its open items; people are reminded of them. Wings export a `NoticeSource`, `start/` collects them. */
import type { IsoDate } from '#kit/dates.ts';
import type { NoticeItem } from '#rules/reminders.ts';
import type { City } from './city.ts';

/** Every open item of the city as it stands on the day, or those with the ids. Reads only. */
export type NoticeSource = (city: City, today: IsoDate, ids?: readonly string[]) => Promise<readonly NoticeItem[]>;
