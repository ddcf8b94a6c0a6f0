/** Forms for passkeys. They stay hidden until the script finds a browser that has them; a link in a mail is always beside. */
import { type Html, html, type HtmlPart } from '#web/html.ts';
import type { Page } from '#web/page.ts';

type PasskeyForm = {
  /** What the browser is asked for. */
  kind: 'create' | 'get';
  /** Where the challenge comes from, and where the answer goes; inside the city. */
  begin: string;
  action: string;
  button: string;
  isPrimary?: boolean;
  fields?: HtmlPart;
};

export function passkeyForm(page: Page, { kind, begin, action, button, isPrimary, fields }: PasskeyForm): Html {
  const { t } = page;
  return html`<div data-passkey-part hidden><form class="usa-form usa-form--large st-way" action="${page.link(action)}" method="post" data-passkey="${kind}" data-begin="${page.link(begin)}" data-failed="${t('session.passkey.failed')}">${page.formToken()}
${fields}<input type="hidden" name="credential" value="">
<button class="usa-button${isPrimary ? '' : ' usa-button--outline'}" type="submit">${button}</button>
<p role="status" class="st-way__said"></p></form></div>`;
}
