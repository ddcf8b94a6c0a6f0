/** The one permission table, gathered from every wing's acts, and the routes that ask for them. */
import { type Html, html } from '#web/html.ts';
import type { Page } from '#web/page.ts';
import { permissionName, type Route } from '#web/route.ts';
import { type Act, roles } from '#rules/permissions.ts';

export function permissionsPage(page: Page, acts: readonly Act[], routes: readonly Route[]): Html {
  const { t } = page;
  return html`<h1>${t('city.permissions.title')}</h1><p class="usa-intro">${t('city.permissions.intro')}</p>
<p>${t('city.permissions.how')}</p>${actTable(page, acts)}${roleList(page)}${routeTable(page, routes)}`;
}

function actTable(page: Page, acts: readonly Act[]): Html {
  const { t } = page;
  const heads = roles.map((role) => html`<th scope="col">${t(`city.role.${role}`)}</th>`);
  const rows = acts.map((act) => {
    const cells = roles.map((role) => {
      const scope = act.who[role];
      return scope
        ? html`<td>${t(`city.scope.${scope}`)}</td>`
        : html`<td><span aria-hidden="true">—</span><span class="usa-sr-only">${t('city.permissions.none')}</span></td>`;
    });
    return html`<tr id="${act.id}"><th scope="row">${t(`act.${act.id}`)}</th>${cells}</tr>`;
  });
  return html`<section class="st-scroll" tabindex="0" aria-label="${t('city.permissions.caption')}"><table class="usa-table usa-table--compact st-permissions">
<caption>${t('city.permissions.caption')}</caption><thead><tr><th scope="col">${t('city.permissions.act')}</th>${heads}</tr></thead><tbody>${rows}</tbody></table></section>`;
}

function roleList(page: Page): Html {
  const rows = roles.map(
    (role) => html`<dt>${page.t(`city.role.${role}`)}</dt><dd>${page.t(`city.role-does.${role}`)}</dd>`,
  );
  return html`<section aria-labelledby="roles"><h2 id="roles">${page.t('city.permissions.roles')}</h2><dl class="st-terms">${rows}</dl></section>`;
}

function routeTable(page: Page, routes: readonly Route[]): Html {
  const { t } = page;
  const sorted = routes.toSorted((a, b) =>
    a.path.pattern < b.path.pattern ? -1 : a.path.pattern > b.path.pattern ? 1 : a.method < b.method ? -1 : 1,
  );
  const rows = sorted.map((route) => {
    const name = permissionName(route.permission);
    const permission =
      typeof route.permission === 'string'
        ? t(`city.permission.${route.permission}`)
        : html`<a href="#${name}">${t(`act.${name}`)}</a>`;
    return html`<tr><th scope="row"><code>${route.method} ${route.path.pattern}</code></th><td>${permission}</td><td>${route.event === 'none' ? t('city.permissions.no-event') : html`<code>${route.event}</code>`}</td></tr>`;
  });
  return html`<details class="st-fold"><summary>${t('city.permissions.routes', { count: routes.length })}</summary>
<section class="st-scroll" tabindex="0" aria-label="${t('city.permissions.routes-caption')}"><table class="usa-table usa-table--compact"><caption>${t('city.permissions.routes-caption')}</caption>
<thead><tr><th scope="col">${t('city.permissions.route')}</th><th scope="col">${t('city.permissions.who')}</th><th scope="col">${t('city.permissions.event')}</th></tr></thead><tbody>${rows}</tbody></table></section></details>`;
}
