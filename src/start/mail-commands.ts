/** The commands of mail. */
import { mailCommands } from '#features/notices/notice-commands.ts';
import type { Command } from '#platform/command.ts';
import { citySlugs, openCityOf } from './installation.ts';

export function mailLineCommands(): Command[] {
  return mailCommands({
    async withCities(run) {
      const opened = await Promise.all(citySlugs().map((slug) => openCityOf(slug)));
      try {
        return await run(opened.map((one) => one.city));
      } finally {
        await Promise.all(opened.map((one) => one.close()));
      }
    },
    stdin: process.stdin,
    now: () => Date.now(),
  });
}
