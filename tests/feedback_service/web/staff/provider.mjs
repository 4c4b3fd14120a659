// A certified OpenID provider on loopback, for the tests: any name signs in, and is its own verified address.
import { createServer } from "node:http";
import Provider from "../../../.provider/node_modules/oidc-provider/lib/index.js";

const [port, back] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "feedback",
      client_secret: "a-secret-that-only-tests-know-of",
      redirect_uris: [back],
      require_auth_time: true,
    },
  ],
  claims: { email: ["email", "email_verified"] },
  pkce: { required: () => true },
  findAccount: (_context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, email: id.replace("+unproved", ""), email_verified: !id.includes("+unproved") }),
  }),
});
createServer(provider.callback()).listen(Number(port), "127.0.0.1", () => console.log("ready"));
