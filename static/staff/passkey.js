/* Asks the browser for a passkey, and sends what it says with the form around. Holds no words: they stand in data-. */
const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
const letters = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
const named = (list = []) => list.map((known) => ({ ...known, id: bytes(known.id) }));

const ask = async (form) => {
  const options = JSON.parse(form.dataset.options);
  options.challenge = bytes(options.challenge);
  if (form.dataset.passkey === "create") {
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = named(options.excludeCredentials);
    return navigator.credentials.create({ publicKey: options });
  }
  options.allowCredentials = named(options.allowCredentials);
  return navigator.credentials.get({ publicKey: options });
};

const told = (credential) => {
  const { response } = credential, parts = { clientDataJSON: letters(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature"]) if (response[name]) parts[name] = letters(response[name]);
  return JSON.stringify({ id: credential.id, rawId: credential.id, type: credential.type, response: parts });
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const said = form.querySelector("[data-said]"), press = form.querySelector("[data-press]"), say = form.dataset;
  const tell = (text) => { said.textContent = text; said.hidden = !text; };
  if (!window.PublicKeyCredential) tell(location.hostname === say.host ? say.sayCannot : say.sayName);
  else if (location.hostname !== say.host) tell(say.sayName);
  else {
    tell("");
    press.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (form.elements.passkey.value) return;
      event.preventDefault();
      press.disabled = true;
      try {
        form.elements.passkey.value = told(await ask(form));
        form.requestSubmit();
      } catch {
        tell(say.sayFailed);
      } finally {
        press.disabled = false;
      }
    });
  }
}
