/**
 * What a browser can do beyond the plain forms of signing in: use a passkey, and press the one button that stands on the
 * page on which the city's own sign-in lets a person arrive. Without this script the buttons for passkeys stay hidden.
 */
const bytesOf = (text) =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));

const textOf = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

const described = (list) => (list ?? []).map((one) => ({ ...one, id: bytesOf(one.id) }));

/** The same as PublicKeyCredential.parseCreationOptionsFromJSON and parseRequestOptionsFromJSON, for browsers without them. */
function readOptions(kind, json) {
  const native =
    kind === 'create'
      ? PublicKeyCredential.parseCreationOptionsFromJSON
      : PublicKeyCredential.parseRequestOptionsFromJSON;
  if (native) return native.call(PublicKeyCredential, json);
  const options = { ...json, challenge: bytesOf(json.challenge) };
  if (json.user) options.user = { ...json.user, id: bytesOf(json.user.id) };
  if (json.excludeCredentials) options.excludeCredentials = described(json.excludeCredentials);
  if (json.allowCredentials) options.allowCredentials = described(json.allowCredentials);
  return options;
}

/** The same as PublicKeyCredential.toJSON, as far as the server reads it. */
function asJson(credential) {
  if (credential.toJSON) return credential.toJSON();
  const { response } = credential;
  const parts = { clientDataJSON: textOf(response.clientDataJSON) };
  if (response.attestationObject) {
    parts.attestationObject = textOf(response.attestationObject);
    parts.transports = response.getTransports?.() ?? [];
  } else {
    parts.authenticatorData = textOf(response.authenticatorData);
    parts.signature = textOf(response.signature);
    if (response.userHandle) parts.userHandle = textOf(response.userHandle);
  }
  const { id, type, authenticatorAttachment } = credential;
  return { id, rawId: id, type, authenticatorAttachment, clientExtensionResults: {}, response: parts };
}

/** Asks the server for a challenge, the authenticator for its answer, and sends it with the form that was pressed. */
async function usePasskey(form) {
  const kind = form.dataset.passkey;
  const asked = await fetch(form.dataset.begin, { method: 'POST', body: new URLSearchParams(new FormData(form)) });
  if (asked.headers.get('content-type')?.startsWith('application/json')) {
    const publicKey = readOptions(kind, await asked.json());
    const credential = await navigator.credentials[kind]({ publicKey });
    form.elements.credential.value = JSON.stringify(asJson(credential));
  }
  // Without an answer the server says on a page what was wrong.
  form.submit();
}

if (window.PublicKeyCredential && navigator.credentials) {
  for (const part of document.querySelectorAll('[data-passkey-part]')) part.hidden = false;
  for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const said = form.querySelector('[role=status]');
      const button = form.querySelector('button');
      said.textContent = '';
      button.disabled = true;
      usePasskey(form).catch(() => {
        said.textContent = form.dataset.failed;
        button.disabled = false;
      });
    });
  }
}

document.querySelector('form[data-press-at-once]')?.requestSubmit();
