/** Passkeys in a real browser with an authenticator in software: added, used for signing in and for a fresh proof. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import { type JourneySite, journeySite } from './journey-site.ts';

let site: JourneySite;
before(async () => {
  site = await journeySite({ host: 'localhost' });
});
after(() => site.close());

describe('somebody with a passkey', () => {
  it('adds it on their own page, signs in with it, and shows with it again who they are', async () => {
    const person = await site.person('administrator');
    const devtools = await person.page.context().newCDPSession(person.page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    await person.go('/me');
    await person.page.getByLabel(person.say('session.passkey.new-name'), { exact: true }).fill('Work laptop');
    await person.press(person.say('session.passkey.add'));
    await person.sees(person.say('done.session.passkey_added'));
    await person.sees('Work laptop');
    await person.meet('passkeys-1-me');

    await person.press(person.say('layout.sign-out'));
    await person.go('/sign-in?next=/people');
    await person.meet('passkeys-2-sign-in');
    await person.press(person.say('session.sign-in.passkey'));
    assert.equal(person.here, '/people');

    await sql`update sessions set proved_at = now() - interval '11 minutes'`.execute(site.site.city().db);
    await person.go('/people/groups');
    assert.equal(person.here, '/prove?next=%2Fpeople%2Fgroups');
    await person.meet('passkeys-3-prove');
    await person.press(person.say('session.prove.passkey'));
    assert.equal(person.here, '/people/groups');
    await person.meet('passkeys-4-groups');
    await person.go('/access-review');
    await person.meet('passkeys-5-access-review');
    await person.close();
  });

  it('sees no button for it in a browser without scripts, and a link in the mail instead', async () => {
    const guest = await site.guest({ javaScript: false });
    await guest.go('/sign-in');
    assert.equal(await guest.button(guest.say('session.sign-in.passkey')).count(), 0);
    assert.equal(await guest.button(guest.say('session.sign-in.send')).isVisible(), true);
    await guest.close();
  });
});
