// The OpenID Certified provider, as an organisation would run it for its portal:
// one client, PKCE, and back-channel logout. Anybody may sign in under any name.
//
//   node certified.mjs FOLDER PORT PORTAL CLIENT_ID CLIENT_SECRET LOGOUT_URL
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, port, portal, clientId, clientSecret, logoutUrl] = process.argv.slice(2);
const found = createRequire(`${folder}/`).resolve('oidc-provider');
const { Provider } = await import(pathToFileURL(found));

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{
    client_id: clientId,
    client_secret: clientSecret,
    redirect_uris: [`${portal}/sign-in/callback`],
    post_logout_redirect_uris: [`${portal}/signed-out`],
    backchannel_logout_uri: logoutUrl,
    backchannel_logout_session_required: true,
    require_auth_time: true,
  }],
  pkce: { required: () => true },
  cookies: { keys: ['only for tests'] },
  features: {
    devInteractions: { enabled: true },
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  // Its own fetch refuses loopback, where the tests live.
  fetch: (url, options) => { delete options.dispatcher; return fetch(url, options); },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
