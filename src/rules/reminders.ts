/** What people are reminded of: an open item as a wing describes it, and when, as a pack says it. */
import type { IsoDate, IsoInstant } from '#kit/dates.ts';
import type { LocalText } from '#kit/text.ts';
import type { BodyId } from './bodies.ts';
import type { Act, Role } from './permissions.ts';

/** In working days of the city's own calendar. */
export type ReminderPlan = { before: readonly number[]; generalManagerAfter: number; chiefOfStaffAfter: number };

export const defaultReminders: ReminderPlan = { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 };

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
