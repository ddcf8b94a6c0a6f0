/**
 * What happened in Practice City between 14 and 31 July 2025, as data: every stage, every answer, every kind of delay once.
 * Made up. It speaks of departments and roles, never of people.
 */
import type { Role } from '#rules/permissions.ts';

/** `MM-DD HH:MM` in the city's zone, in 2025. */
export type StoryTime = `${number}-${number} ${number}:${number}`;

type Told = { at: StoryTime; body: string; duty: string; occurrence?: string };
export type StoryStep = Told &
  (
    | { move: 'submit'; by?: Role; note: string }
    | { move: 'take_back' | 'ask_question' | 'claim_exemption' | 'decline'; text: string }
    | { move: 'ask_more_time'; text: string; wishedOn: `${number}-${number}-${number}` }
    | { move: 'hand_over'; text: string }
    | {
        move: 'accept' | 'refuse_more_time' | 'refuse_exemption' | 'answer_question' | 'excuse' | 'advise';
        text: string;
      }
    | {
        move: 'return';
        text: string;
        points: readonly { about: string; text: string }[];
        newDueOn?: `${number}-${number}-${number}`;
      }
    | { move: 'extend'; text: string; newDueOn: `${number}-${number}-${number}` }
  );

/** Handed in and accepted without more words: body, duty, handed in, accepted. */
const smooth: readonly (readonly [
  body: string,
  duty: string,
  handedIn: StoryTime,
  accepted: StoryTime,
  occurrence?: string,
])[] = [
  ['library', 'attestation', '07-14 09:10', '07-14 15:30'],
  ['public-works', 'attestation', '07-14 10:25', '07-15 09:05'],
  ['youth-families', 'attestation', '07-14 11:40', '07-15 09:20'],
  ['youth-families', 'liaison', '07-14 11:55', '07-15 09:30'],
  ['parks', 'attestation', '07-15 08:50', '07-15 14:10'],
  ['housing', 'attestation', '07-15 13:35', '07-16 09:15'],
  ['airport', 'attestation', '07-16 10:05', '07-17 11:25'],
  ['library', 'liaison', '07-15 09:45', '07-16 10:20'],
  ['parks', 'liaison', '07-16 09:30', '07-16 15:45'],
  ['police', 'liaison', '07-16 16:05', '07-17 09:40'],
  ['public-works', 'liaison', '07-17 08:35', '07-17 13:50'],
  ['housing', 'liaison', '07-17 10:15', '07-17 16:20'],
  ['airport', 'liaison', '07-18 09:25', '07-18 14:30'],
  ['controller', 'liaison', '07-18 11:10', '07-21 09:00'],
  ['parks', 'rule-posted', '07-18 13:15', '07-21 09:35'],
  ['library', 'rule-posted', '07-18 14:05', '07-21 09:50'],
  ['police', 'rule-posted', '07-18 15:20', '07-21 10:10'],
  ['public-works', 'rule-posted', '07-18 16:40', '07-21 10:25'],
  ['housing', 'rule-posted', '07-18 16:55', '07-21 10:40'],
  ['airport', 'rule-posted', '07-21 11:30', '07-22 09:15'],
  ['public-works', 'plan', '07-22 14:45', '07-24 10:30'],
  ['police', 'plan', '07-23 09:55', '07-25 11:15'],
  ['airport', 'plan', '07-24 13:25', '07-28 10:05'],
  ['controller', 'plan', '07-25 09:40', '07-28 14:20'],
  ['library', 'training', '07-25 10:50', '07-28 15:10'],
  ['library', 'inventory', '07-24 15:35', '07-25 16:10'],
  ['police', 'inventory', '07-25 14:25', '07-29 11:45'],
  ['public-works', 'contractor-notice', '07-28 09:15', '07-29 13:40'],
  ['library', 'services', '07-28 10:35', '07-30 09:10'],
  ['library', 'monthly-report', '07-30 11:20', '07-31 08:40', '2025-07'],
];

const told: readonly StoryStep[] = [
  // Police: the first statement came back and was mended.
  {
    at: '07-14 14:20',
    body: 'police',
    duty: 'attestation',
    move: 'submit',
    by: 'liaison',
    note: 'Statement of the department.',
  },
  {
    at: '07-15 10:05',
    body: 'police',
    duty: 'attestation',
    move: 'return',
    text: 'One thing is missing.',
    points: [{ about: 'Statement', text: 'Sign as general manager; the liaison cannot sign for the department.' }],
  },
  {
    at: '07-16 08:45',
    body: 'police',
    duty: 'attestation',
    move: 'submit',
    by: 'general_manager',
    note: 'Signed by the general manager now.',
  },
  { at: '07-16 11:30', body: 'police', duty: 'attestation', move: 'accept', text: 'Thank you, this is complete.' },
  // Library: returned once, then accepted.
  { at: '07-21 10:15', body: 'library', duty: 'plan', move: 'submit', note: 'Plan with the steps for every branch.' },
  {
    at: '07-22 11:40',
    body: 'library',
    duty: 'plan',
    move: 'return',
    text: '',
    points: [{ about: 'Section 3', text: 'Name the alternate for the evening shift.' }],
  },
  { at: '07-23 15:05', body: 'library', duty: 'plan', move: 'submit', note: 'Evening alternate added in section 3.' },
  { at: '07-24 16:15', body: 'library', duty: 'plan', move: 'accept', text: 'Clear and complete.' },
  // Parks: taken back once, now returned with two points and a little more time.
  { at: '07-23 16:30', body: 'parks', duty: 'plan', move: 'submit', note: 'Preparedness plan.' },
  { at: '07-23 16:50', body: 'parks', duty: 'plan', move: 'take_back', text: 'The wrong file was attached.' },
  { at: '07-24 09:20', body: 'parks', duty: 'plan', move: 'submit', note: 'Preparedness plan, the right file.' },
  {
    at: '07-29 15:25',
    body: 'parks',
    duty: 'plan',
    move: 'return',
    text: 'A good plan. Two things to mend.',
    points: [
      { about: 'Section 2, sites', text: 'The two pools are missing from the list of places.' },
      { about: 'Section 3, roles', text: 'Say who stands in for the liaison on weekends.' },
    ],
    newDueOn: '2025-08-05',
  },
  // Housing: its plan waits; its inventory has a later date; its question is open.
  { at: '07-25 16:35', body: 'housing', duty: 'plan', move: 'submit', note: 'Plan for offices and shelters.' },
  {
    at: '07-24 11:05',
    body: 'housing',
    duty: 'inventory',
    move: 'ask_more_time',
    text: 'Two garages change owner this week.',
    wishedOn: '2025-08-08',
  },
  {
    at: '07-25 09:30',
    body: 'housing',
    duty: 'inventory',
    move: 'extend',
    text: 'Agreed until the owners are on record.',
    newDueOn: '2025-08-06',
  },
  {
    at: '07-30 10:45',
    body: 'housing',
    duty: 'services',
    move: 'ask_question',
    text: 'Do services run by partners belong on the list?',
  },
  {
    at: '07-30 14:10',
    body: 'housing',
    duty: 'contractor-notice',
    move: 'submit',
    note: 'Notice sent to all contractors on site.',
  },
  // Parks: a question was answered, a task was handed to a colleague.
  {
    at: '07-22 10:55',
    body: 'parks',
    duty: 'services',
    move: 'ask_question',
    text: 'Should summer camps be on the list?',
  },
  {
    at: '07-22 15:40',
    body: 'parks',
    duty: 'services',
    move: 'answer_question',
    text: 'Yes, with their languages and hours.',
  },
  {
    at: '07-28 13:20',
    body: 'parks',
    duty: 'training',
    move: 'hand_over',
    text: 'Please collect the counts from the training records.',
  },
  // Police and Public Works: asked for more time, claimed that a task does not apply, and one refusal.
  {
    at: '07-29 09:50',
    body: 'police',
    duty: 'training',
    move: 'ask_more_time',
    text: 'The night shift is trained in the third week of August.',
    wishedOn: '2025-08-24',
  },
  {
    at: '07-31 08:20',
    body: 'police',
    duty: 'monthly-report',
    occurrence: '2025-07',
    move: 'submit',
    note: 'Figures for July.',
  },
  {
    at: '07-28 11:35',
    body: 'public-works',
    duty: 'training',
    move: 'claim_exemption',
    text: 'Field crews do not meet the public at counters.',
  },
  {
    at: '07-30 16:05',
    body: 'public-works',
    duty: 'training',
    move: 'advise',
    text: 'Crews meet the public on streets and lots. The clause does not speak of counters alone.',
  },
  {
    at: '07-22 09:10',
    body: 'public-works',
    duty: 'signs',
    move: 'ask_more_time',
    text: 'The printer is late.',
    wishedOn: '2025-09-15',
  },
  {
    at: '07-23 10:20',
    body: 'public-works',
    duty: 'signs',
    move: 'refuse_more_time',
    text: 'Temporary signs can hang until the printed ones come.',
  },
  { at: '07-30 15:15', body: 'public-works', duty: 'inventory', move: 'submit', note: 'Yards, lots and garages.' },
  // Library: excused, with counsel's advice.
  {
    at: '07-21 13:45',
    body: 'library',
    duty: 'signs',
    move: 'claim_exemption',
    text: 'The branches hold no lots and no garages; the landlords do.',
  },
  {
    at: '07-22 13:05',
    body: 'library',
    duty: 'signs',
    move: 'advise',
    text: 'The leases leave signs on lots and gates to the landlords. An excuse is sound.',
  },
  {
    at: '07-23 11:50',
    body: 'library',
    duty: 'signs',
    move: 'excuse',
    text: 'Excused: the landlords were written to instead.',
  },
  // Airport: requested, and answered; one claim was not agreed to.
  {
    at: '07-24 10:40',
    body: 'airport',
    duty: 'signs',
    move: 'claim_exemption',
    text: 'Federal areas are not ours to mark.',
  },
  {
    at: '07-28 16:25',
    body: 'airport',
    duty: 'signs',
    move: 'refuse_exemption',
    text: 'The public garages are the department’s own; the federal areas are left out.',
  },
  // The Controller was urged, and declined one task.
  {
    at: '07-22 16:15',
    body: 'controller',
    duty: 'rule-posted',
    move: 'decline',
    text: 'The office holds no property of its own and will repeat the rule of the building.',
  },
];

/** Everything in order of time. */
export function practiceStory(): StoryStep[] {
  const pairs = smooth.flatMap(([body, duty, handedIn, accepted, occurrence]): StoryStep[] => {
    const about = { body, duty, ...(occurrence ? { occurrence } : {}) };
    return [
      { ...about, at: handedIn, move: 'submit', note: '' },
      { ...about, at: accepted, move: 'accept', text: '' },
    ];
  });
  return [...pairs, ...told].sort((a, b) => a.at.localeCompare(b.at));
}

/** When the Mayor's Office reminded everybody who was late. */
export const nudgeTime: StoryTime = '07-29 16:00';
