/** What a wing says of its open items, so that people are reminded of them. Wings export a `NoticeSource`; `start/` collects them. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { BodyId } from '#rules/bodies.ts';
import type { Act, Role } from '#rules/permissions.ts';
import type { City } from './city.ts';

/** What the office can answer, so that a body can go on. */
export type AnswerKind = 'returned' | 'question_answered' | 'extended' | 'more_time_refused' | 'exemption_refused';

/** An open item on a day. What was met, excused or declined is no item. */
export type NoticeItem = {
  /** Unique over all wings: a row's own id. */
  id: string;
  title: LocalText;
  /** What is asked, in one sentence. */
  ask: LocalText;
  bodyId: BodyId;
  /** The path of its page inside the city. */
  path: string;
  dueOn: IsoDate | null;
  /** Ordered, so that it can be late. What is requested or urged is never late. */
  isBinding: boolean;
  /** Whose move it is: the body's, or the office's that reviews and answers. */
  turn: 'body' | 'office';
  /** Since when it waits for the office. */
  waitsSince: IsoDate | null;
  /** The office's newest answer, on which the body has not acted yet. */
  answered: { what: AnswerKind; at: IsoInstant } | null;
  /** The roles that answer for the office. */
  officeRoles: readonly Role[];
  /** A colleague to whom it was handed, who is written to in place of the liaison. */
  handedTo: string | null;
  /** Who may see it: nobody else is ever reminded of it. */
  seenBy: Act;
};

/** Every open item of the city as it stands on the day, or those with the ids. Reads only. */
export type NoticeSource = (city: City, today: IsoDate, ids?: readonly string[]) => Promise<readonly NoticeItem[]>;
