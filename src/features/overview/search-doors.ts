/** Reads what a search asks, and asks each list. */
import { notAllowed } from '#platform/errors.ts';
import { type Answer, type Page, staffPage } from '#web/page.ts';
import { longestSearch } from './overview-forms.ts';
import type { Searchable } from './overview-questions.ts';
import { departmentSearchable, findHits } from './search-finding.ts';
import { searchPage } from './search-pages.ts';
import { searchWords } from './search-words.ts';

export async function searchAnswer(
  page: Page,
  { searchables }: { searchables: readonly Searchable[] },
): Promise<Answer> {
  const { city, actor, locale } = page;
  if (!actor) throw notAllowed();
  const typed = (page.query.q ?? '').slice(0, longestSearch);
  const words = searchWords(typed);
  const found = await findHits([departmentSearchable(locale.tag), ...searchables], { city, actor, words });
  return staffPage(page.t('search.page.title'), searchPage(page, typed, words, found));
}
