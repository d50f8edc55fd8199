// An identity provider for trials: `node provider.mjs PACKAGE PORT APP`, until it is told to end.
const [, , packageFolder, port, app] = process.argv;
const { Provider } = await import(`file://${packageFolder}/lib/index.js`);

const issuer = `http://localhost:${port}`;
const device = 'urn:ietf:params:oauth:grant-type:device_code';
const common = { token_endpoint_auth_method: 'none', response_types: [], redirect_uris: [] };

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'visits',
      client_secret: 'a secret of trials alone',
      redirect_uris: [`${app}/sign-in/back`],
      post_logout_redirect_uris: [`${app}/signed-out`],
      backchannel_logout_uri: `${app}/sign-in/ended-by-provider`,
      backchannel_logout_session_required: true,
    },
    { ...common, client_id: 'terminal', grant_types: [device], application_type: 'native' },
  ],
  claims: {
    openid: ['sub', 'sid'],
    email: ['email', 'email_verified'],
    profile: ['name', 'roles'],
  },
  conformIdTokenClaims: false,
  cookies: { keys: ['of trials alone'] },
  features: {
    backchannelLogout: { enabled: true },
    deviceFlow: { enabled: true },
    devInteractions: { enabled: true },
  },
  fetch(url, options) {
    // Its own guard refuses this machine, which is where the trial is.
    const { dispatcher, ...rest } = options;
    return globalThis.fetch(url, rest);
  },
  findAccount: (_, id) => ({
    accountId: id,
    claims: () => ({
      sub: id,
      name: 'Ada Sample',
      email: `${id.replace('unsure-', '')}@example.org`,
      email_verified: !id.startsWith('unsure-'),
      roles: ['analyst', 'somebody-else'],
    }),
  }),
  pkce: { required: () => true },
});

provider.listen(Number(port), '127.0.0.1', () => process.stdout.write('ready\n'));
