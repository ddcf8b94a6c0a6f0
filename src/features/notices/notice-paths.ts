/** Where the pages of this wing stand inside the city. */
import { path } from '#web/path.ts';

export const mailAdminPath = path('/administration/mail');
export const testMailPath = path('/administration/mail/test');
export const choicePath = path('/me/mail');
