/** What the form of groups accepts. */
import { z } from 'zod';
import { grantForm } from './city-forms.ts';

export const groupForm = grantForm.extend({
  /** As the provider writes it, letter for letter. */
  group: z
    .string('access.group.name-missing')
    .trim()
    .min(1, 'access.group.name-missing')
    .max(200, 'access.group.name-long'),
});
