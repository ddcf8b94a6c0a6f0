/** What the launcher says when everything runs. Command-line words, in English. */
import type { Config } from '#platform/config.ts';
import type { SignInLink } from './preparation.ts';

export function greeting(config: Config, links: readonly SignInLink[], version: string): string[] {
  const lines = ['', `Steward ${version} runs: ${config.baseUrl}`, ''];
  if (links.length > 0) {
    const roleWidth = Math.max(...links.map((link) => link.role.length));
    lines.push('Sign in with one click, as often as you like until Steward stops:');
    for (const city of new Set(links.map((link) => link.city))) {
      lines.push(`  ${city}`);
      for (const link of links.filter((entry) => entry.city === city)) {
        lines.push(`    ${link.role.padEnd(roleWidth)}  ${link.url}`);
      }
    }
    lines.push('');
  }
  lines.push(
    links.length > 0
      ? 'Next: open the first link and choose "Five minutes". Ctrl-C here stops everything; what you enter is kept.'
      : `Next: open ${config.baseUrl} and sign in. Ctrl-C here stops everything; what you enter is kept.`,
    '',
  );
  return lines;
}
