/** The page on which administrators say what a group of the city's own sign-in is here. */
import { recordLine } from '#web/components/record-line.ts';
import type { Refusal } from '#kit/result.ts';
import { errorSummary, selectField, textField } from '#web/components/field.ts';
import { type Typed, typedText } from '#web/form.ts';
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { departmentRoles, roles } from '#rules/permissions.ts';
import type { KeptGroupRule } from './city-group-store.ts';
import { groupsPath, peoplePath, removeGroupPath } from './city-paths.ts';
import { grantInWords } from './city-sign-in-pages.ts';

export type GroupsView = {
  rules: readonly KeptGroupRule[];
  hasCitySignIn: boolean;
  typed: Typed;
  faults: readonly Refusal[];
};

export function groupsPage(page: Page, view: GroupsView): Html {
  const { t } = page;
  return html`<p class="st-back"><a href="${page.link(peoplePath.to({}))}">${t('city.people.back')}</a></p><h1>${t('access.group.title')}</h1>
<p class="usa-intro">${t('access.group.intro')}</p>
${errorSummary(page, view.faults, ['group', 'role', 'bodyId'])}
${view.hasCitySignIn ? null : html`<p>${t('access.group.no-sign-in')}</p>`}
${view.rules.length > 0 ? ruleTable(page, view.rules) : html`<p>${t('access.group.empty')}</p>`}
${ruleForm(page, view)}`;
}

function ruleTable(page: Page, rules: readonly KeptGroupRule[]): Html {
  const { t, formats } = page;
  const rows = rules.map((rule) => {
    const words = grantInWords(page, rule);
    const remove = html`<form action="${page.link(removeGroupPath.to({ rule: rule.id }))}" method="post">${page.formToken()}
<button class="usa-button usa-button--unstyled" type="submit">${t('access.group.remove')}<span class="usa-sr-only"> ${rule.group}: ${words}</span></button></form>`;
    return html`<tr><th scope="row"><code>${rule.group}</code></th><td data-label="${t('access.group.brings')}">${words}</td><td data-label="${t('access.group.held')}">${formats.number(rule.held)}</td>
<td data-label="${t('access.group.since')}">${formats.instant(rule.addedAt)}</td><td data-label="${t('access.group.by')}">${rule.addedBy ?? t('city.person.by-system')}</td><td>${remove}</td></tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('access.group.title')}"><table class="usa-table usa-table--borderless st-stack"><caption>${t('access.group.caption')}</caption>
<thead><tr><th scope="col">${t('access.group.name')}</th><th scope="col">${t('access.group.brings')}</th><th scope="col">${t('access.group.held')}</th><th scope="col">${t('access.group.since')}</th><th scope="col">${t('access.group.by')}</th><th scope="col">${t('access.group.remove')}</th></tr></thead><tbody>${rows}</tbody></table></section>`;
}

function ruleForm(page: Page, { typed, faults }: GroupsView): Html {
  const { t } = page;
  const value = (name: string) => typedText(typed, name);
  const departmentWords = roles.filter((role) => departmentRoles.has(role)).map((role) => t(`city.role.${role}`));
  const bodies = page.city.profile.bodies.map((body) => ({ value: body.id, label: page.say(body.name) }));
  return html`<section aria-labelledby="new-group"><h2 id="new-group">${t('access.group.add-title')}</h2>
<form class="usa-form usa-form--large" action="${page.link(groupsPath.to({}))}" method="post">${page.formToken()}
${textField(page, { name: 'group', label: t('access.group.field'), hint: t('access.group.field-hint'), value: value('group'), faults })}
${selectField(page, {
  name: 'role',
  label: t('city.person.role'),
  value: value('role'),
  faults,
  choices: [
    { value: '', label: t('city.person.choose') },
    ...roles.map((role) => ({ value: role, label: t(`city.role.${role}`) })),
  ],
})}
${selectField(page, {
  name: 'bodyId',
  label: t('city.person.department'),
  hint: t('city.person.department-hint', { roles: page.formats.list(departmentWords) }),
  value: value('bodyId'),
  faults,
  choices: [{ value: '', label: t('city.person.whole-city') }, ...bodies],
  isOptional: true,
})}
${recordLine(page, 'city.group_rule')}<button class="usa-button" type="submit">${t('access.group.add')}</button></form></section>`;
}
