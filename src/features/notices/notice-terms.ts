/** The words of reminders: which there are, to whom each goes, under which heading, and who may put it off. */

/** The headings of a digest, in its order. */
export const sections = ['escalated', 'late', 'answered', 'due', 'no_answer', 'coming', 'review'] as const;
export type Section = (typeof sections)[number];

/** How often a person wants to be reminded. */
export const rhythms = [
  /** On each working day on which there is something new. */
  'daily',
  /** On the first working day of the week. */
  'mondays',
  /** Only what is late. */
  'late_only',
] as const;
export type Rhythm = (typeof rhythms)[number];
export const usualRhythm: Rhythm = 'daily';

type KindRow = {
  section: Section;
  /** `body`: the colleague to whom it was handed, else the liaison, else the general manager. */
  goesTo: 'body' | 'general_manager' | 'chief_of_staff' | 'office';
  /** For whom it comes; `always` has no choice: whoever answers for others hears on the day. */
  comesFor: readonly Rhythm[] | 'always';
  /** Goes at once in a mail of its own, at any hour; the others are gathered in the digest. */
  isPrompt: boolean;
};

export const noticeKinds = {
  /** So many working days before the date; the step is the pack's number of days. */
  before: { section: 'coming', goesTo: 'body', comesFor: ['daily', 'mondays'], isPrompt: false },
  /** On the date, or on the last working day before it. */
  due: { section: 'due', goesTo: 'body', comesFor: ['daily', 'mondays'], isPrompt: false },
  /** The first working day after the date, then every week; the step is the week. */
  late: { section: 'late', goesTo: 'body', comesFor: ['daily', 'mondays', 'late_only'], isPrompt: false },
  /** A request or an urging whose date has passed: never late (decision 4), reminded for four more weeks, never escalated. */
  no_answer: { section: 'no_answer', goesTo: 'body', comesFor: ['daily', 'mondays'], isPrompt: false },
  /** Late for as many working days as the pack says. */
  late_general_manager: { section: 'escalated', goesTo: 'general_manager', comesFor: 'always', isPrompt: false },
  late_chief_of_staff: { section: 'escalated', goesTo: 'chief_of_staff', comesFor: 'always', isPrompt: false },
  /** The office returned it, or answered: the department can go on. */
  answered: { section: 'answered', goesTo: 'body', comesFor: 'always', isPrompt: true },
  /** Waits for the office since yesterday or longer, then every week. */
  review: { section: 'review', goesTo: 'office', comesFor: ['daily', 'mondays'], isPrompt: false },
} as const satisfies Record<string, KindRow>;
export type NoticeKind = keyof typeof noticeKinds;

/** A request without an answer is asked about once, and in so many weeks after that. */
export const weeksWithoutAnswer = 4;

/** An answer of the office is told within so many days; later it is no news. */
export const daysOfNews = 7;

/** A digest names so many items at most, and counts the others. */
export const itemsInDigest = 25;
