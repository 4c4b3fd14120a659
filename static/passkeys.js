// Passkeys: shows the forms that need them where the browser knows them, and asks the device for one.
const Passkey = window.PublicKeyCredential;
const forms = Passkey?.parseRequestOptionsFromJSON ? document.querySelectorAll("form.passkey") : [];

const ask = async address => {
  const answer = await fetch(address, {method: "POST"});
  if (answer.redirected) return location.assign(answer.url);
  const options = await answer.json();
  return options.user
    ? navigator.credentials.create({publicKey: Passkey.parseCreationOptionsFromJSON(options)})
    : navigator.credentials.get({publicKey: Passkey.parseRequestOptionsFromJSON(options)});
};

for (const form of forms) {
  form.hidden = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const problem = form.querySelector("[role=alert]");
    problem.hidden = true;
    try {
      const made = await ask(form.dataset.options);
      if (!made) return;
      form.elements.credential.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      problem.hidden = false;
    }
  });
}
