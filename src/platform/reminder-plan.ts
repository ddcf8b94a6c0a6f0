/** When people are reminded of what is due, as a pack says it: in working days of the city's own calendar. */
export type ReminderPlan = { before: readonly number[]; generalManagerAfter: number; chiefOfStaffAfter: number };

export const defaultReminders: ReminderPlan = { before: [7, 2], generalManagerAfter: 3, chiefOfStaffAfter: 7 };
