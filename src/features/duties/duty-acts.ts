/** What can be done to a task, and who may. */
import { type Act, readingRoles } from '#rules/permissions.ts';

export const dutyActs = {
  read: { id: 'duties.read', who: { ...readingRoles, general_manager: 'own', liaison: 'own', staff: 'own' } },
  /** Evidence of a duty whose directive keeps it restricted. */
  readRestricted: {
    id: 'duties.read_restricted',
    who: {
      chief_of_staff: 'city',
      reviewer: 'city',
      city_attorney: 'city',
      general_manager: 'own',
      liaison: 'own',
      staff: 'own',
    },
  },
  submit: { id: 'duties.submit', who: { general_manager: 'own', liaison: 'own', staff: 'own' } },
  /** Asking a question, for more time, or claiming that a task does not apply. */
  ask: { id: 'duties.ask', who: { general_manager: 'own', liaison: 'own', staff: 'own' } },
  handOver: { id: 'duties.hand_over', who: { general_manager: 'own', liaison: 'own' } },
  /** Giving one person's open work to a colleague, when somebody leaves. */
  handOverFor: { id: 'duties.hand_over_for', who: { administrator: 'city' } },
  /** Saying that something happened which a directive wants reported. */
  recordEvent: {
    id: 'duties.record_event',
    who: { general_manager: 'own', liaison: 'own', staff: 'own', reviewer: 'city', chief_of_staff: 'city' },
  },
  /** Answering a request or an urging with "declines", for a board. */
  decline: { id: 'duties.decline', who: { general_manager: 'own' } },
  review: { id: 'duties.review', who: { reviewer: 'city' } },
  /** Review of what only counsel reads. */
  reviewLegal: { id: 'duties.review_legal', who: { city_attorney: 'city' } },
  /** The door of a review; whether this task is the reviewer's or counsel's is asked with the task. */
  reviewSome: { id: 'duties.review_some', who: { reviewer: 'city', city_attorney: 'city' } },
  /** A new date, or an excuse; the date that was set stays visible. */
  decideDate: { id: 'duties.decide_date', who: { reviewer: 'city', chief_of_staff: 'city' } },
  answer: { id: 'duties.answer', who: { reviewer: 'city', chief_of_staff: 'city', city_attorney: 'city' } },
  advise: { id: 'duties.advise', who: { city_attorney: 'city' } },
  /** Counsel's advice is for those who decide. */
  readAdvice: { id: 'duties.read_advice', who: { reviewer: 'city', chief_of_staff: 'city', city_attorney: 'city' } },
  /** The queue of what waits for the office. */
  queue: { id: 'duties.queue', who: { reviewer: 'city', chief_of_staff: 'city', city_attorney: 'city' } },
  /** Counts of tasks as a document for the public; the publication gate decides the rest. */
  draftScoreboard: {
    id: 'duties.draft_scoreboard',
    who: { reviewer: 'city', chief_of_staff: 'city', analyst: 'city' },
  },
  nudge: { id: 'duties.nudge', who: { chief_of_staff: 'city', reviewer: 'city' } },
} as const satisfies Record<string, Act>;
