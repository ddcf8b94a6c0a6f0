/** Holds HTML to `.htmlvalidate.json`. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ConfigData, HtmlValidate } from 'html-validate';
import { projectRoot } from '../tools/project-files.ts';

/** What is wrong with a page, as `line:column rule: sentence`; empty when it is valid. */
export async function validHtml(html: string): Promise<string[]> {
  const config = JSON.parse(await readFile(join(projectRoot, '.htmlvalidate.json'), 'utf8')) as ConfigData;
  const report = await new HtmlValidate(config).validateString(html);
  return report.results.flatMap(({ messages }) =>
    messages.map(({ line, column, ruleId, message }) => `${line}:${column} ${ruleId}: ${message}`),
  );
}
