/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const tasksPath = path('/tasks/:id');
/** One door for each move that a person makes on the page of a task. */
export const movePaths = {
  submit: path('/tasks/:id/submit'),
  take_back: path('/tasks/:id/take-back'),
  ask_question: path('/tasks/:id/question'),
  ask_more_time: path('/tasks/:id/more-time'),
  claim_exemption: path('/tasks/:id/exemption'),
  decline: path('/tasks/:id/decline'),
  hand_over: path('/tasks/:id/hand-over'),
  accept: path('/tasks/:id/accept'),
  return: path('/tasks/:id/return'),
  extend: path('/tasks/:id/extend'),
  refuse_more_time: path('/tasks/:id/refuse-more-time'),
  excuse: path('/tasks/:id/excuse'),
  refuse_exemption: path('/tasks/:id/refuse-exemption'),
  answer_question: path('/tasks/:id/answer'),
  advise: path('/tasks/:id/advise'),
} as const;
export type PageMove = keyof typeof movePaths;

/** Says that something happened; opens a task with its own clock. */
export const eventPath = path('/tasks/:id/event');
/** POST: reminds; GET with `?at=`: who was written to. */
export const nudgesPath = path('/nudges');
export const myWorkPath = path('/my-work');
export const reviewPath = path('/review');
export const filePath = path('/files/:item');
